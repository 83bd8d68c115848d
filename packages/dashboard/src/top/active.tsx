import { useEffect } from 'preact/hooks';
import { useApp, useSite } from '../context.ts';
import { tip } from '../ui/tip.tsx';

/** Visitors of the last five minutes; a click shows what they do. */
export function ActiveNow() {
	const { watch, view, go, numbers } = useApp();
	const site = useSite();
	const realtime = view.value.page === 'site' && view.value.range === 'realtime';
	useEffect(() => watch.follow(site.id, realtime), [watch, site.id, realtime]);

	const active = watch.active.value;
	const count = active?.visitors ?? 0;
	const words = count === 1 ? 'visitor now' : 'visitors now';
	const hint = active === undefined ? '' : `Visitors in the last 5 minutes; ${numbers.count(active.sessions)} sessions in the last 30.`;
	return (
		<button
			type="button"
			class={`active${count > 0 ? ' active-some' : ''}`}
			aria-pressed={realtime}
			aria-label={`${numbers.count(count)} ${words}`}
			onClick={() => go({ page: 'site', range: realtime ? 'day' : 'realtime', interval: undefined })}
			{...tip(hint)}
		>
			<span class="active-dot" aria-hidden="true" />
			<span class="active-count">{active === undefined ? '…' : numbers.count(count)}</span> <span class="active-words">{words}</span>
		</button>
	);
}
