/** Do Not Track (`'1'`) or Global Privacy Control: persistence is off for them, and everything where the site says so. */
export const refuses = (): unknown => +(navigator.doNotTrack as string) || navigator.globalPrivacyControl;
