import type { ExperimentAsk } from '@footfall/protocol';
import { type ActionDraft, actionOf, readAction, writeAction } from '../state/actions.ts';
import type { View } from '../state/view.ts';

/** An experiment as the page holds it. */
export interface ExperimentView {
	readonly property: string;
	/** '' is any event with the property. */
	readonly exposure: string;
	readonly goal: ActionDraft;
	/** '' is the first by name. */
	readonly control: string;
	/** What is asked; undefined until property and goal are named. */
	readonly ask: Pick<ExperimentAsk, 'property' | 'exposure' | 'goal' | 'control'> | undefined;
}

/** The experiment in an address. */
export function readExperiment(own: View['own']): ExperimentView {
	const [property = '', exposure = '', control = ''] = [own.property?.[0], own.exposure?.[0], own.control?.[0]];
	const goal: ActionDraft = readAction(own.goal?.[0] ?? '') ?? { kind: 'event', what: '' };
	const wanted = actionOf(goal);
	return {
		...{ property, exposure, goal, control },
		ask:
			property === '' || wanted === undefined
				? undefined
				: { property, goal: wanted, ...(exposure === '' ? {} : { exposure }), ...(control === '' ? {} : { control }) },
	};
}

/** What the address holds of it. */
export function writeExperiment({ property, exposure, goal, control }: Omit<ExperimentView, 'ask'>): View['own'] {
	return {
		...(property === '' ? {} : { property: [property] }),
		...(exposure === '' ? {} : { exposure: [exposure] }),
		...(goal.what === '' && goal.kind === 'event' ? {} : { goal: [writeAction(goal)] }),
		...(control === '' ? {} : { control: [control] }),
	};
}
