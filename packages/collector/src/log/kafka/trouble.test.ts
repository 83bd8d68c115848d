import { describe, expect, it } from 'vitest';
import { KafkaTrouble, reasonOf, troubleOf } from './trouble.ts';

const typed = (type: string) => Object.assign(new Error('words'), { type });

describe('trouble', () => {
	it.each([
		[new Error('Connection timeout'), 'passing'],
		[typed('NOT_LEADER_FOR_PARTITION'), 'passing'],
		[typed('NOT_ENOUGH_REPLICAS'), 'passing'],
		[typed('TOPIC_AUTHORIZATION_FAILED'), 'access'],
		[Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'access'],
		[Object.assign(new Error('no'), { name: 'KafkaJSSASLAuthenticationError' }), 'access'],
		[typed('UNKNOWN_TOPIC_OR_PARTITION'), 'topic'],
		[typed('MESSAGE_TOO_LARGE'), 'unfit'],
		[new Error('outer', { cause: new Error('inner', { cause: typed('RECORD_LIST_TOO_LARGE') }) }), 'unfit'],
		[new KafkaTrouble('topic', 'compressed'), 'topic'],
		['a word', 'passing'],
	])('%s is %s', (error, trouble) => {
		expect(troubleOf(error)).toBe(trouble);
	});

	it('is told with the name that Kafka has for it', () => {
		expect(reasonOf(new Error('outer', { cause: typed('REQUEST_TIMED_OUT') }))).toBe('REQUEST_TIMED_OUT: outer');
	});
});
