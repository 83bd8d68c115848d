/** What an annotation tells of, and how it is called. */
export const annotationKinds = { note: 'Note', deploy: 'Deploy' } as const;
export type AnnotationKind = keyof typeof annotationKinds;

/** Something that happened at a moment, drawn on the charts of a site: a campaign, an outage, a deploy. */
export interface Annotation {
	id: string;
	/** ISO 8601, UTC. */
	time: string;
	text: string;
	kind: AnnotationKind;
}

export interface NewAnnotation {
	/** A date-time with an offset (`2026-01-31T09:00:00+01:00`); default: now, as a deploy script has it. */
	time?: string;
	text: string;
	/** Default `note`. */
	kind?: AnnotationKind;
}
