/** Do Not Track or Global Privacy Control: persistence is off for them, and everything where the site says so. */
export const refuses = (): boolean => navigator.doNotTrack === '1' || !!navigator.globalPrivacyControl;
