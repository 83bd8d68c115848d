import type { CommerceAsk, CommerceList, CommercePart } from '@footfall/protocol';
import { useApp, useSite } from '../context.ts';
import type { Table } from '../format/table.ts';
import { SearchField } from '../panels/searchfield.tsx';
import { ReportBody } from '../reports/page.tsx';
import { type Column, ReportTable } from '../reports/table.tsx';
import { scopeOf, useReport } from '../reports/usereport.ts';
import { Icon } from '../ui/icon.tsx';
import { Paging } from '../ui/paging.tsx';
import { Save } from '../ui/save.tsx';
import { orderOf, type ShopView, withTab } from './shopview.ts';
import { useShopView } from './useshopview.ts';

/** Rows of a page, of the few that the overview shows, of one request for a file, and of a file at most. */
const [ROWS, FEW, PART, MOST] = [50, 5, 1000, 100_000];

interface ListProps<Row> {
	part: Exclude<CommercePart, 'overview'>;
	name: string;
	/** What is looked for, in words. */
	search: string;
	columns: readonly [Column<Row>, ...Column<Row>[]];
	/** Columns that only a file has. */
	more?: readonly Column<Row>[];
	/** Only the first rows, without tools. */
	brief: boolean;
	/** Columns of the brief list, by their labels. */
	few: readonly string[];
	comparison?: CommerceAsk['comparison'];
	/** Default the one in the address, or all. */
	currency?: string | undefined;
	/** Said where there is no row. */
	empty: string;
}

/** A list of the shop: searched, sorted and paged by the server, live like everything else. */
export function ShopList<Row>({ part, name, search, columns, more = [], brief, few, comparison, currency: own, empty }: ListProps<Row>) {
	const { api, view, numbers, times } = useApp();
	const site = useSite();
	const { shown, change } = useShopView();
	const currency = own ?? shown.currency;
	const ask: Omit<CommerceAsk, 'site_id' | 'date_range'> = {
		part,
		...(currency === undefined ? {} : { currency }),
		...(comparison === undefined ? {} : { comparison }),
		...(brief || shown.search === '' ? {} : { search: shown.search }),
		...(brief || shown.order === undefined ? {} : { order_by: [...shown.order] }),
	};
	const page = brief ? 0 : shown.page;
	const report = useReport<CommerceList<typeof part, Row>>('commerce', { ...ask, limit: brief ? FEW : ROWS, offset: page * ROWS });
	const goOn = (next: Partial<ShopView>): void => change({ ...shown, page: 0, ...next });

	const gather = async (): Promise<Table> => {
		const all = [...columns, ...more];
		const rows: Row[] = [];
		for (let offset = 0; offset < MOST; offset += PART) {
			const asked = { ...scopeOf(site.id, view.peek()), ...ask, limit: PART, offset };
			const answer = await api.report<CommerceList<typeof part, Row>>('commerce', asked);
			rows.push(...answer.rows);
			if (answer.rows.length < PART) break;
		}
		return { head: all.map(({ label }) => label), rows: rows.map((row) => all.map(({ value }) => value(row))) };
	};

	const drawn = brief ? columns.filter(({ label }) => few.includes(label)) : columns;
	return (
		<section class={`sheet report-part shop-list${brief ? ' shop-brief' : ''}`} aria-label={name}>
			<header class="report-part-head">
				<h2>
					{name} {report.answer !== undefined && <span class="details-total">{numbers.count(report.answer.total)}</span>}
				</h2>
				{brief ? (
					<button
						type="button"
						class="button"
						onClick={() => change(withTab(shown, part), 'push')}
						aria-label={`All ${name.toLowerCase()}`}
					>
						<Icon name="expand" /> All
					</button>
				) : (
					<div class="shop-list-tools">
						<SearchField label={search} initial={shown.search} onSearch={(text) => goOn({ search: text })} />
						<Save label={name} name={[site.domain, name, times.range(view.value.range, site.timeZone)]} table={gather} />
					</div>
				)}
			</header>
			<ReportBody report={report}>
				{({ rows, total }) => (
					<>
						{rows.length === 0 ? (
							<p class="note">{brief || shown.search === '' ? empty : 'Nothing found.'}</p>
						) : (
							<ReportTable
								caption={name}
								columns={drawn as typeof columns}
								rows={rows}
								{...(brief
									? {}
									: {
											order: orderOf(part, shown),
											onOrder: ([by, way]) => goOn({ order: [by as NonNullable<ShopView['order']>[0], way] }),
										})}
							/>
						)}
						{!brief && (total > ROWS || page > 0) && (
							<Paging page={page} size={ROWS} total={total} onPage={(next) => goOn({ page: next })} />
						)}
					</>
				)}
			</ReportBody>
		</section>
	);
}
