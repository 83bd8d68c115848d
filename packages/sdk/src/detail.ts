import { campaign } from './address.ts';
import type { PageOptions } from './types.ts';

/** What a call of `page()` says of the page in place of what the page itself says, as fields of the wire. */
export function detailed({ url, title, referrer }: PageOptions): { u?: string; t?: string; r?: string } {
	return {
		...(url ? { u: new URL(url, location.href).href.replace(/\?[^#]*/, campaign).slice(0, 2000) } : {}),
		...(title ? { t: title } : {}),
		...(referrer ? { r: referrer } : {}),
	};
}
