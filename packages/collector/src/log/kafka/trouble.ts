/**
 * What is wrong, by what can be done about it.
 *
 * `passing`: comes and goes by itself (a broker is away, a leader moves). `access`: credentials, certificates or rights. `topic`: it is missing, or not as it must be.
 * `unfit`: the broker refuses these very records, however often they are sent.
 */
export type Trouble = 'passing' | 'access' | 'topic' | 'unfit';

/** Thrown by our own checks, with words for the operator. */
export class KafkaTrouble extends Error {
	override readonly name = 'KafkaTrouble';
	readonly trouble: Trouble;

	constructor(trouble: Trouble, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.trouble = trouble;
	}
}

const byType: Readonly<Record<string, Trouble>> = {
	SASL_AUTHENTICATION_FAILED: 'access',
	UNSUPPORTED_SASL_MECHANISM: 'access',
	ILLEGAL_SASL_STATE: 'access',
	TOPIC_AUTHORIZATION_FAILED: 'access',
	GROUP_AUTHORIZATION_FAILED: 'access',
	CLUSTER_AUTHORIZATION_FAILED: 'access',
	UNKNOWN_TOPIC_OR_PARTITION: 'topic',
	INVALID_TOPIC_EXCEPTION: 'topic',
	INVALID_REPLICATION_FACTOR: 'topic',
	POLICY_VIOLATION: 'topic',
	MESSAGE_TOO_LARGE: 'unfit',
	RECORD_LIST_TOO_LARGE: 'unfit',
	INVALID_RECORD: 'unfit',
	INVALID_TIMESTAMP: 'unfit',
};

/** What Node says of a certificate that it does not trust, or of a port that does not speak TLS. */
const tlsCode = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** An error and those that caused it, outermost first. */
function chain(error: unknown): Record<string, unknown>[] {
	const found: Record<string, unknown>[] = [];
	for (let at = error; typeof at === 'object' && at !== null && found.length < 10; at = (at as { cause?: unknown }).cause) {
		found.push(at as Record<string, unknown>);
		const { errors } = at as { errors?: unknown };
		if (Array.isArray(errors)) found.push(...errors.flatMap(chain));
	}
	return found;
}

export function troubleOf(error: unknown): Trouble {
	for (const { name, type, code, trouble } of chain(error)) {
		if (name === 'KafkaTrouble') return trouble as Trouble;
		if (name === 'KafkaJSSASLAuthenticationError') return 'access';
		if (typeof code === 'string' && tlsCode.test(code)) return 'access';
		const known = typeof type === 'string' ? byType[type] : undefined;
		if (known !== undefined) return known;
	}
	return 'passing';
}

/** The words of an error, with Kafka's name for it. */
export function reasonOf(error: unknown): string {
	const type = chain(error).find((one) => typeof one.type === 'string')?.type;
	const message = error instanceof Error ? error.message : String(error);
	return typeof type === 'string' ? `${type}: ${message}` : message;
}
