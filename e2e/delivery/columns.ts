import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab, PageOptions } from '../sdk/test.ts';
import type { Visitor } from './browser.ts';

/** One try: a site of its own, a person of its own. */
export interface Trial {
	readonly lab: Lab;
	readonly visitor: Visitor;
	/** The script of all its pages. */
	readonly script: Pick<PageOptions, 'build' | 'attributes'>;
	/** The browser is told that it is offline, and what it sends all the same gets nowhere. */
	setOffline(offline: boolean): Promise<void>;
	/** Waits until this many of an event are stored, for at most 20 s. */
	until(event: string, count: number): Promise<void>;
}

/** A way in which events get lost. */
export interface Column {
	readonly title: string;
	/** The events that count, of which `of` happen. */
	readonly event: string;
	readonly of: number;
	happen(trial: Trial): Promise<void>;
}

/** Events of 1 KB. */
const BURST = 120;

export const columns = {
	bounce: {
		title: 'bounce at 30 ms',
		event: 'pageview /',
		of: 1,
		async happen({ lab, visitor, script }) {
			lab.put({
				...script,
				body: `<script>addEventListener('load', () => setTimeout(() => { location.href = 'about:blank' }, 30))</script>`,
			});
			await visitor.open(lab.url());
		},
	},
	twice503: {
		title: '503 twice',
		event: 'Signup /',
		of: 1,
		async happen({ lab, visitor, script }) {
			lab.lane.fates.push({ status: 503 }, { status: 503 });
			lab.put(script);
			const tab = await visitor.open(lab.url());
			await tab.run(`footfall('Signup')`);
		},
	},
	offline: {
		title: 'offline, then online',
		event: 'Underground /',
		of: 1,
		async happen({ lab, visitor, script, until, setOffline }) {
			lab.put(script);
			const tab = await visitor.open(lab.url());
			await until('pageview /', 1);
			await setOffline(true);
			await tab.run(`footfall('Underground')`);
			await sleep(1500);
			await setOffline(false);
		},
	},
	reopen: {
		title: 'offline, close, reopen',
		event: 'Underground /',
		of: 1,
		async happen({ lab, visitor, script, until, setOffline }) {
			lab.put(script);
			lab.put({ ...script, path: 'later' });
			const tab = await visitor.open(lab.url());
			await until('pageview /', 1);
			await setOffline(true);
			await tab.run(`footfall('Underground')`);
			await sleep(500);
			await tab.close();
			await sleep(500);
			await setOffline(false);
			await visitor.open(lab.url('later'));
			await until('pageview /later', 1);
		},
	},
	burst: {
		title: `${BURST} events of 1 KB, then leave`,
		event: 'Burst /',
		of: BURST,
		async happen({ lab, visitor, script, until }) {
			lab.put(script);
			lab.put({ ...script, path: 'later' });
			const tab = await visitor.open(lab.url());
			await until('pageview /', 1);
			await tab.run(`for (let n = 0; n < ${BURST}; n++) footfall('Burst', { props: { text: 'x'.repeat(960) } }); location.href = 'later'`);
			await until('pageview /later', 1);
		},
	},
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof columns;
