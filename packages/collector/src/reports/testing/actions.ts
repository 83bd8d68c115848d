import type { Action, Filter } from '@footfall/protocol';
import fc from 'fast-check';

const property: fc.Arbitrary<Filter> = fc.constantFrom<Filter>(
	['is', 'event:props:plan', ['pro', 'free']],
	['is_not', 'event:props:plan', ['(none)']],
	['contains', 'event:props:a/b~c', ['t'], { case_sensitive: false }],
	['not', ['is', 'event:props:plan', ['pro']]],
);

/** Something that visitors of the random traffic do now and then. */
export const action: fc.Arbitrary<Action> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc
			.constantFrom('/', '/shop', '/blog/a', '/blog/*', '/**', '**', '/*', '/b*g/a', "/it's", '/100%_off', '/Über*', '*o*', '/nowhere')
			.map((page) => ({ page })),
	},
	{ weight: 2, arbitrary: fc.constantFrom('click', 'Signup', 'Purchase', 'Scrolled', 'pageview', 'Nothing').map((event) => ({ event })) },
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.constantFrom('click', 'Signup'), fc.array(property, { minLength: 1, maxLength: 2 }))
			.map(([event, filters]) => ({ event, filters })),
	},
);
