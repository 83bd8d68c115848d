interface Navigator {
	readonly globalPrivacyControl?: boolean;
	readonly doNotTrack?: string | null;
}
interface Document {
	readonly prerendering?: boolean;
}
