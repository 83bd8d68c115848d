import { useState } from 'preact/hooks';
import { type Failure, toFailure } from '../data/api.ts';

/** A form that is being sent: one thing at a time, and what the server has against it. */
export interface Submit {
	readonly busy: boolean;
	readonly failure: Failure | undefined;
	submit(work: () => Promise<unknown>): void;
}

/** Sends a form's work and calls `done` when the server took it. */
export function useSubmit(done: () => void): Submit {
	const [busy, setBusy] = useState(false);
	const [failure, setFailure] = useState<Failure>();
	const run = async (work: () => Promise<unknown>): Promise<void> => {
		setBusy(true);
		setFailure(undefined);
		try {
			await work();
			setBusy(false);
			done();
		} catch (error) {
			setFailure(toFailure(error));
			setBusy(false);
		}
	};
	return {
		busy,
		failure,
		submit(work) {
			if (!busy) void run(work);
		},
	};
}

/** Why a form was not taken, with the code to search for and the place in what was sent. */
export function FormFailure({ failure }: { failure: Failure | undefined }) {
	if (failure === undefined) return null;
	return (
		<p class="form-failure" role="alert">
			{failure.message} <code>{failure.code}</code> {failure.at !== undefined && <code>{failure.at}</code>}
		</p>
	);
}
