/** A bar; without a share it only says that something goes on. */
export function Progress({ label, share }: { label: string; share: number | undefined }) {
	return share === undefined ? (
		<progress class="progress" aria-label={label} />
	) : (
		<progress class="progress" aria-label={label} value={share} max={1} />
	);
}
