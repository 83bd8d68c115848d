import type { Failure } from '../data/api.ts';

interface FailureProps {
	failure: Failure;
	retry(): void;
	/** One line over numbers that are still there, only no longer moving. */
	brief?: boolean;
}

/** Why there are no numbers here, with the code to search for and a way to try again. */
export function FailureNote({ failure, retry, brief = false }: FailureProps) {
	return (
		<div class={brief ? 'failure failure-brief' : 'note failure'} role="alert">
			<p>
				{failure.message} <code>{failure.code}</code>
				{failure.at !== undefined && <code>{failure.at}</code>}
			</p>
			<button type="button" class="button" onClick={retry}>
				Try again
			</button>
		</div>
	);
}
