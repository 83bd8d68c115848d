/** Sizes and spans in words, where the page is read. */
export interface TransferWords {
	/** `12 MB`. */
	bytes(count: number): string;
	percent(share: number): string;
	/** Days from–to of instants, in the zone of the site. */
	span(from: number, to: number): string;
	moment(at: number): string;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function transferWords(locales: readonly string[], timeZone: string): TransferWords {
	const days = new Intl.DateTimeFormat([...locales], { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
	const moment = new Intl.DateTimeFormat([...locales], { timeZone, dateStyle: 'medium', timeStyle: 'short' });
	const percent = new Intl.NumberFormat([...locales], { style: 'percent', maximumFractionDigits: 0 });
	return {
		bytes(count) {
			const step = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
			const value = count / 1000 ** step;
			const unit = units[step] ?? 'byte';
			return new Intl.NumberFormat([...locales], {
				style: 'unit',
				unit,
				unitDisplay: step === 0 ? 'long' : 'short',
				maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
			}).format(value);
		},
		// Only what is done is a hundred.
		percent: (share) => percent.format(share < 1 ? Math.floor(share * 100) / 100 : 1),
		span: (from, to) => days.formatRange(from, to),
		moment: (at) => moment.format(at),
	};
}
