import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { addDays, addMonths, type Day, isDay, monthEnd, monthStart, weekday } from '../state/calendar.ts';
import type { Span } from '../state/ranges.ts';
import { Icon } from '../ui/icon.tsx';

interface CalendarProps {
	span: Span | undefined;
	today: Day;
	focus: boolean;
	onChoose(span: Span): void;
}

const steps: Record<string, (day: Day) => Day> = {
	ArrowLeft: (day) => addDays(day, -1),
	ArrowRight: (day) => addDays(day, 1),
	ArrowUp: (day) => addDays(day, -7),
	ArrowDown: (day) => addDays(day, 7),
	PageUp: (day) => addMonths(day, -1),
	PageDown: (day) => addMonths(day, 1),
	Home: monthStart,
	End: monthEnd,
};

/** A month from which to take a first and a last day, by pointer, by keys, or typed. */
export function Calendar({ span, today, focus, onChoose }: CalendarProps) {
	const { times } = useApp();
	const [first, setFirst] = useState<Day>();
	const [at, setAt] = useState<Day>(span?.[1] ?? today);
	const [typed, setTyped] = useState<Span>(span ?? [today, today]);
	const grid = useRef<HTMLTableElement>(null);
	const moved = useRef(false);

	useLayoutEffect(() => {
		if (moved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
	}, [at]);

	const shown: Span | undefined = first === undefined ? span : first <= at ? [first, at] : [at, first];
	const pick = (day: Day): void => {
		setAt(day);
		if (first === undefined) setFirst(day);
		else onChoose(first <= day ? [first, day] : [day, first]);
	};
	const walk = (event: KeyboardEvent): void => {
		const step = steps[event.key];
		if (step === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		moved.current = true;
		const next = step(at);
		setAt(next > today ? today : next);
	};
	const turn = (months: number): void => {
		moved.current = false;
		const next = addMonths(at, months);
		setAt(next > today ? today : next);
	};
	const submit = (event: Event): void => {
		event.preventDefault();
		const [start, end] = typed;
		if (isDay(start) && isDay(end)) onChoose(start <= end ? [start, end] : [end, start]);
	};

	return (
		<div class="calendar">
			<div class="calendar-head">
				<button type="button" class="icon-button" aria-label="Month before" onClick={() => turn(-1)}>
					<Icon name="left" />
				</button>
				<strong aria-live="polite">{times.month(at)}</strong>
				<button type="button" class="icon-button" aria-label="Month after" disabled={monthEnd(at) >= today} onClick={() => turn(1)}>
					<Icon name="right" />
				</button>
			</div>
			<table ref={grid} onKeyDown={walk}>
				<thead>
					<tr>
						{times.weekdays.map((name) => (
							<th key={name} scope="col">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{weeksOf(at, times.firstWeekday).map((week) => (
						<tr key={week[0]}>
							{week.map((day) => (
								<td key={day}>
									{day.slice(0, 7) === at.slice(0, 7) && (
										<button
											type="button"
											class={`day${dayClass(day, shown, today)}`}
											tabIndex={day === at ? 0 : -1}
											disabled={day > today}
											aria-label={times.dayInWords(day)}
											aria-pressed={shown !== undefined && day >= shown[0] && day <= shown[1]}
											onClick={() => pick(day)}
											onPointerEnter={() => {
												moved.current = false;
												if (first !== undefined && day <= today) setAt(day);
											}}
										>
											{Number(day.slice(8))}
										</button>
									)}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			<form class="calendar-typed" onSubmit={submit}>
				<label>
					<span>From</span>
					<input
						data-focus={focus || undefined}
						type="date"
						required
						max={today}
						value={typed[0]}
						onInput={(event) => setTyped([event.currentTarget.value, typed[1]])}
					/>
				</label>
				<label>
					<span>To</span>
					<input type="date" required max={today} value={typed[1]} onInput={(event) => setTyped([typed[0], event.currentTarget.value])} />
				</label>
				<button type="submit" class="button button-main">
					Show
				</button>
			</form>
		</div>
	);
}

function dayClass(day: Day, shown: Span | undefined, today: Day): string {
	const isToday = day === today ? ' day-today' : '';
	if (shown === undefined || day < shown[0] || day > shown[1]) return isToday;
	return `${isToday} day-in${day === shown[0] ? ' day-first' : ''}${day === shown[1] ? ' day-last' : ''}`;
}

/** The weeks of a day's month, whole ones. */
function weeksOf(day: Day, firstWeekday: number): Day[][] {
	const start = addDays(monthStart(day), -((weekday(monthStart(day)) - firstWeekday + 7) % 7));
	return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, index) => addDays(start, week * 7 + index)));
}
