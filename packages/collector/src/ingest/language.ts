/** `en-gb` → `en-GB`, `zh-hant-tw` → `zh-Hant-TW`; '' for what is no BCP 47 tag. `Intl.getCanonicalLocales` costs ten times as much. */
export function canonicalLanguage(tag: string): string {
	// As nearly every browser says it.
	if (/^[a-z]{2}(-[A-Z]{2})?$/.test(tag)) return tag;
	if (tag.length > 35 || !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return '';
	return tag
		.split('-')
		.map((part, index) => {
			if (index === 0) return part.toLowerCase();
			if (part.length === 2) return part.toUpperCase();
			if (part.length === 4) return part.charAt(0).toUpperCase() + part.slice(1).toLowerCase();
			return part.toLowerCase();
		})
		.join('-');
}

/** The first language of an `Accept-Language` header. */
export function firstLanguage(header: string): string {
	return canonicalLanguage(header.split(/[,;]/, 1)[0]?.trim() ?? '');
}
