import type { eventNames, LiveEvent } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import { matchesEvent, unjudged } from '../data/matches.ts';
import type { TableColumn } from '../format/table.ts';
import { SaveRows } from '../reports/table.tsx';
import { subjectLabel } from '../state/filters.ts';
import type { ViewFilter } from '../state/view.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ValueMark } from './valuemark.tsx';

const icons: Partial<Record<string, IconName>> = {
	pageview: 'eye',
	click: 'pointer',
	session_start: 'door',
} satisfies Partial<Record<keyof typeof eventNames, IconName>>;

/** As far back as the range goes. */
const SHOWN_MS = 30 * 60_000;

/** What a file has of each event. */
const inFile: readonly TableColumn<LiveEvent>[] = [
	{ label: 'Time', value: ({ time }) => time },
	{ label: 'Event', value: ({ name }) => name },
	{ label: 'Page', value: ({ pathname }) => pathname },
	{ label: 'Title', value: ({ title }) => title },
	{ label: 'Source', value: ({ source }) => source },
	{ label: 'Country', value: ({ country }) => country },
	{ label: 'Browser', value: ({ browser }) => browser },
	{ label: 'Device', value: ({ device }) => device },
];

/** Which of the page's filters the list does not follow: what it shows would be taken for all that they let through. */
function Unjudged({ filters }: { filters: readonly ViewFilter[] }) {
	const words = new Set(unjudged(filters).map(([, subject]) => subjectLabel(subject)));
	if (words.size === 0) return null;
	const listed = new Intl.ListFormat('en').format(words);
	return (
		<p class="stream-unjudged">
			{words.size === 1 ? `The filter on ${listed} is` : `The filters on ${listed} are`} not applied to this list.
		</p>
	);
}

/** Each event as it happens, newest first, as far as the page's filters let it. */
export function EventStream() {
	const { watch, times, labels, view, now } = useApp();
	const site = useSite();
	// What came late happened before the range began.
	const since = now.value - SHOWN_MS;
	const { filters } = view.value;
	const events = watch.events.value.filter((event) => Date.parse(event.time) >= since && matchesEvent(event, filters));
	return (
		<section class="panel sheet stream" aria-label="Live events">
			<header class="panel-head">
				<h2>Live events</h2>
				<SaveRows name="Live events" columns={inFile} rows={events} />
			</header>
			<Unjudged filters={filters} />
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key */}
			<ol class="stream-list" tabIndex={0} aria-label="Events, newest first">
				{events.length === 0 && <li class="note">Events appear here the moment they are stored.</li>}
				{events.map((event) => (
					<li key={event.id} class="stream-event">
						<span class="stream-icon">
							<Icon name={icons[event.name] ?? 'bolt'} />
						</span>
						<span class="stream-what" title={event.title}>
							<bdi class="stream-name">{event.name}</bdi> <bdi class="stream-page">{event.pathname}</bdi>
						</span>
						<span class="stream-who">
							<ValueMark dimension="visit:country" value={event.country} />
							<bdi>{[labels.of('visit:source', event.source), event.browser, event.device].filter(Boolean).join(' · ')}</bdi>
						</span>
						<time class="stream-time" dateTime={event.time}>
							{times.clock(event.time, site.timeZone)}
						</time>
					</li>
				))}
			</ol>
		</section>
	);
}
