import type { PipelineHealth } from '@footfall/protocol';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { sparkPath } from '../chart/sparkline.ts';
import { useApp } from '../context.ts';
import { type TableColumn, tableOf } from '../format/table.ts';
import { FailureNote } from '../ui/failure.tsx';
import { Save } from '../ui/save.tsx';
import { type Book, booksOf, sum, troublesOf } from './books.ts';
import { ratesOf, type Sample } from './rates.ts';
import { useHealth } from './usehealth.ts';
import '../styles/pipeline.css';

/** Where every event is, from the request to the answer: the books of the server, live. */
export function Pipeline() {
	const { health, received, consumed, failure, retry } = useHealth();
	const { go } = useApp();
	// the way here is at the foot of a long page
	useEffect(() => window.scrollTo(0, 0), []);
	return (
		<>
			<div class="headline pipeline-head">
				<h1>Pipeline</h1>
				<button type="button" class="button" onClick={() => go({ page: 'site' })}>
					Back to the numbers
				</button>
			</div>
			{failure !== undefined && <FailureNote failure={failure} retry={retry} brief={health !== undefined} />}
			{health === undefined ? (
				failure === undefined && <span class="skeleton pipeline-wait" role="status" aria-label="Loading" />
			) : (
				<>
					<Verdict health={health} />
					<div class="stations">
						<Stations health={health} received={received} consumed={consumed} />
					</div>
					<Books health={health} />
					<Reasons health={health} />
				</>
			)}
		</>
	);
}

function Verdict({ health }: { health: PipelineHealth }) {
	const troubles = troublesOf(health);
	if (troubles.length === 0) {
		return (
			<p class="sheet verdict verdict-good" role="status">
				<strong>All is well.</strong> Every event is accounted for.
			</p>
		);
	}
	const bad = troubles.some(({ mild }) => mild === undefined);
	return (
		<ul class={`sheet verdict ${bad ? 'verdict-bad' : 'verdict-mild'}`} role={bad ? 'alert' : 'status'}>
			{troubles.map(({ what, advice }) => (
				<li key={what}>
					<strong>{what}</strong> {advice}
				</li>
			))}
		</ul>
	);
}

interface StationsProps {
	readonly health: PipelineHealth;
	readonly received: readonly Sample[];
	readonly consumed: readonly Sample[];
}

function Stations({ health: { ingest, log, kafka, aggregator }, received, consumed }: StationsProps) {
	const { numbers } = useApp();
	const shipper = kafka?.shipper;
	const consumer = kafka?.consumer;
	const ledger = aggregator?.ledger;
	return (
		<>
			{ingest && (
				<Station name="Taken in" about="events since the start" count={ingest.received} rates={ratesOf(received)}>
					<Fact name="Kept">{numbers.count(ingest.appended)}</Fact>
					<Fact name="Rejected">{numbers.count(sum(ingest.rejected))}</Fact>
				</Station>
			)}
			{log && (
				<Station name={shipper ? 'Spool' : 'Log'} about="entries on disk" count={log.kept}>
					<Fact name="State">{log.state.replace('_', ' ')}</Fact>
					<Fact name="Size">{megabytes(log.bytes, numbers.count)}</Fact>
					<Fact name="A synced commit">
						{log.syncMs.mean.toFixed(1)} ms, at most {log.syncMs.max.toFixed(1)} ms
					</Fact>
				</Station>
			)}
			{shipper && (
				<Station name="To Kafka" about="events wait in the spool" count={shipper.spooled}>
					<Fact name="State">{shipper.state}</Fact>
					<Fact name="Shipped">{numbers.count(shipper.shipped)}</Fact>
					<Fact name="Quarantined">{numbers.count(shipper.quarantined)}</Fact>
					<Fact name="Oldest waits">{(shipper.oldestMs / 1000).toFixed(1)} s</Fact>
				</Station>
			)}
			{consumer && (
				<Station name="From Kafka" about="events wait in the topic" count={consumer.lag ?? 0}>
					<Fact name="State">{consumer.state}</Fact>
				</Station>
			)}
			{aggregator && (
				<Station name="Aggregated" about="entries, since the store was made" count={ledger?.consumed ?? 0} rates={ratesOf(consumed)}>
					<Fact name="State">{aggregator.state}</Fact>
					<Fact name="Waiting">{numbers.count(aggregator.behind ?? 0)}</Fact>
					{aggregator.last && (
						<Fact name="Last commit">
							{numbers.count(aggregator.last.entries)} in {Math.round(aggregator.last.ms)} ms
						</Fact>
					)}
				</Station>
			)}
			{ledger && (
				<Station name="Stored" about="events" count={ledger.stored}>
					<Fact name="Came again">{numbers.count(ledger.duplicate)}</Fact>
					<Fact name="Same id, other content">{numbers.count(ledger.conflict)}</Fact>
					<Fact name="Quarantined">{numbers.count(sum(ledger.quarantined))}</Fact>
				</Station>
			)}
		</>
	);
}

interface StationProps {
	readonly name: string;
	readonly about: string;
	readonly count: number;
	/** Events a second, one value a second. */
	readonly rates?: readonly number[];
	readonly children: ComponentChildren;
}

const LINE = { width: 120, height: 26 };

function Station({ name, about, count, rates, children }: StationProps) {
	const { numbers } = useApp();
	return (
		<section class="sheet station" aria-label={name}>
			<h2>{name}</h2>
			<p class="station-count">
				<strong>{numbers.count(count)}</strong> <span>{about}</span>
			</p>
			{rates !== undefined && (
				<p class="station-rate">
					<svg viewBox={`0 -1 ${LINE.width} ${LINE.height + 2}`} aria-hidden="true" preserveAspectRatio="none">
						<path d={sparkPath(rates, LINE.width, LINE.height)} />
					</svg>
					<span>{numbers.count(rates.at(-1) ?? 0)} a second</span>
				</p>
			)}
			<dl>{children}</dl>
		</section>
	);
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}

const bookColumns: readonly TableColumn<Book>[] = [
	{ label: 'What has to be equal', value: ({ name }) => name },
	{ label: 'Left', value: ({ left }) => left },
	{ label: 'Right', value: ({ right }) => right },
	{ label: 'Difference', value: ({ left, right }) => left - right },
];

function Books({ health }: { health: PipelineHealth }) {
	const { numbers, now } = useApp();
	const books = booksOf(health);
	return (
		<section class="sheet books" aria-labelledby="books-title">
			<header class="books-head">
				<h2 id="books-title">The books</h2>
				<Save
					label="The books"
					name={['Books', new Date(now.peek()).toISOString().slice(0, 16)]}
					table={() => tableOf(bookColumns, books)}
				/>
			</header>
			<div class="books-scroll">
				<table>
					<thead>
						<tr>
							<th scope="col">What has to be equal</th>
							<th scope="col">Left</th>
							<th scope="col">Right</th>
							<th scope="col">Balance</th>
						</tr>
					</thead>
					<tbody>
						{books.map(({ name, about, left, right }) => (
							<tr key={name} class={left === right ? undefined : 'books-wrong'}>
								<th scope="row">
									{name}
									<small>{about}</small>
								</th>
								<td>{numbers.count(left)}</td>
								<td>{numbers.count(right)}</td>
								<td>{left === right ? 'balances' : numbers.count(left - right)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

/** Why events were not taken, and entries not stored. */
function Reasons({ health: { ingest, aggregator } }: { health: PipelineHealth }) {
	const { numbers, now } = useApp();
	const lists = [
		{ title: 'Rejected, by code', counts: ingest?.rejected },
		{ title: 'Quarantined, by reason', counts: aggregator?.ledger?.quarantined },
	].flatMap(({ title, counts }) => (counts === undefined ? [] : [{ title, rows: Object.entries(counts).sort(([, a], [, b]) => b - a) }]));
	return (
		<div class="reasons">
			{lists.map(({ title, rows }) => (
				<section key={title} class="sheet books" aria-label={title}>
					<header class="books-head">
						<h2>{title}</h2>
						{rows.length > 0 && (
							<Save
								label={title}
								name={[title, new Date(now.peek()).toISOString().slice(0, 16)]}
								table={() => ({ head: ['Reason', 'Events'], rows })}
							/>
						)}
					</header>
					{rows.length === 0 ? (
						<p class="note">None.</p>
					) : (
						<table>
							<tbody>
								{rows.map(([reason, count]) => (
									<tr key={reason}>
										<th scope="row">
											<code>{reason}</code>
										</th>
										<td>{numbers.count(count)}</td>
									</tr>
								))}
							</tbody>
						</table>
					)}
				</section>
			))}
		</div>
	);
}

function megabytes(bytes: number, count: (value: number) => string): string {
	return bytes < 1e6 ? `${count(bytes / 1000)} kB` : `${count(bytes / 1e6)} MB`;
}
