import { type MetricName, type MetricUnit, type MetricValue, metrics } from '@footfall/protocol';

/** Numbers as people write them where the page is read. */
export interface Numbers {
	/** A metric's value, short: `12.3k`, `41%`, `2m 5s`. */
	short(value: MetricValue | undefined, metric: MetricName): string;
	/** The same in full: `12,345`; a plain number of money is one of `currency`. */
	full(value: MetricValue | undefined, metric: MetricName, currency?: string): string;
	/** A value on the chart's axis. */
	axis(value: number, metric: MetricName): string;
	count(value: number): string;
	/** How many there are of something that takes an s: `1 visit`, `2 visits`. */
	counted(value: number, one: string): string;
	/** A change in percent, with its sign; '' when there is none to tell. */
	change(percent: number | null | undefined): string;
}

/** What is written where a value is unknown. */
const UNKNOWN = '–';

/** Counts below this are written in full. */
const COMPACT_FROM = 10_000;
/** Money takes more room: a sign and two decimals. */
const SHORT_MONEY_FROM = 1000;

export function createNumbers(locales: readonly string[]): Numbers {
	const make = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
		const format = new Intl.NumberFormat([...locales], options);
		return (value) => format.format(value);
	};
	const count = make({ maximumFractionDigits: 0 });
	const compact = make({ notation: 'compact', maximumFractionDigits: 1 });
	const ratio = make({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
	const percent = make({ style: 'percent', maximumFractionDigits: 0 });
	const finePercent = make({ style: 'percent', maximumFractionDigits: 1 });
	const smallPercent = make({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
	const signed = make({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
	const score = make({ maximumFractionDigits: 3 });
	const unit = (name: string): ((value: number) => string) =>
		make({ style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 0 });
	const hours = unit('hour');
	const minutes = unit('minute');
	const seconds = unit('second');
	const milliseconds = unit('millisecond');

	const duration = (value: number): string => {
		const total = Math.round(value);
		const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
		if (h > 0) return m === 0 ? hours(h) : `${hours(h)} ${minutes(m)}`;
		if (m > 0) return s === 0 ? minutes(m) : `${minutes(m)} ${seconds(s)}`;
		return seconds(s);
	};
	const short: Record<Exclude<MetricUnit, 'money'>, (value: number) => string> = {
		count: (value) => (Math.abs(value) < COMPACT_FROM ? count(value) : compact(value)),
		ratio,
		percent: (value) => (value > 0 && value < 9.95 ? smallPercent : percent)(value / 100),
		seconds: duration,
		milliseconds: (value) => milliseconds(Math.round(value)),
		score,
	};
	const full: typeof short = { ...short, count, percent: (value) => finePercent(value / 100) };

	const money = (currency: string, value: number, isShort = false): string => {
		const few: Intl.NumberFormatOptions =
			isShort && Math.abs(value) >= SHORT_MONEY_FROM ? { notation: 'compact', maximumFractionDigits: 1 } : {};
		try {
			return new Intl.NumberFormat([...locales], { style: 'currency', currency, ...few }).format(value);
		} catch {
			return `${ratio(value)} ${currency}`;
		}
	};
	const write = (value: MetricValue | undefined, metric: MetricName, by: typeof short): string => {
		if (value === null || value === undefined) return UNKNOWN;
		const { unit } = metrics[metric];
		if (typeof value !== 'number') return value.map((item) => money(item.currency, item.value, by === short)).join(' · ') || UNKNOWN;
		return unit === 'money' ? ratio(value) : by[unit](value);
	};

	return {
		short: (value, metric) => write(value, metric, short),
		full: (value, metric, currency) =>
			typeof value === 'number' && currency !== undefined ? money(currency, value) : write(value, metric, full),
		axis: (value, metric) => (metrics[metric].unit === 'ratio' ? score(value) : write(value, metric, short)),
		count,
		counted: (value, one) => `${count(value)} ${value === 1 ? one : `${one}s`}`,
		change: (value) => (value === null || value === undefined ? '' : Math.abs(value) >= 1e6 ? '' : signed(Math.round(value) / 100)),
	};
}
