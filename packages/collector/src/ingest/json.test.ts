import { limits } from '@footfall/protocol';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';

describe("a stranger's JSON", () => {
	it('is what it says', () => {
		expect(parseJson('{"a":[1,"x",null,true,{"b":"ü"}]}')).toEqual({ a: [1, 'x', null, true, { b: 'ü' }] });
	});

	it.each([
		['', 'not_json'],
		['{"a":NaN}', 'not_json'],
		['{"a":1}x', 'not_json'],
		['"a\u0000b"', 'not_json'],
		[`"${'x'.repeat(limits.bodyBytes)}"`, 'body_too_large'],
		['[[[[[[[[[1]]]]]]]]]', 'body_too_deep'],
		['{"a":{"__proto__":1}}', 'forbidden_key'],
		['[{"prototype":1}]', 'forbidden_key'],
		['{"constr\\u0000uctor":1}', 'forbidden_key'],
	])('is refused when it is %j', (text, code) => {
		expect(() => parseJson(text)).toThrow(expect.objectContaining({ code }));
	});

	it('may be as deep as the limit', () => {
		expect(() => parseJson('[[[[[[[[1]]]]]]]]')).not.toThrow();
	});

	it.each([
		['"a\\u0000b"', 'ab'],
		['"a\\ud83dz"', 'a\ufffdz'],
		['"\\ud83d\\ude00"', '\u{1F600}'],
		['{"a":["x\\u0000"]}', { a: ['x'] }],
		['{"k\\u0000":1,"k":2}', { k: 2 }],
		['{"\\udc00":1}', { '\ufffd': 1 }],
	])('%s is mended to %j', (text, value) => {
		expect(parseJson(text)).toEqual(value);
	});

	it('touches no prototype', () => {
		expect(() => parseJson('{"__proto__":{"polluted":true}}')).toThrow();
		expect('polluted' in {}).toBe(false);
	});
});
