import { expect, test } from './test.ts';

/** Another site, whose pages are never reached. */
const elsewhere = 'http://elsewhere.invalid/page?token=secret';

test.beforeEach(async ({ page }) => {
	await page.route('http://elsewhere.invalid/**', (route) => route.fulfill({ body: 'elsewhere', contentType: 'text/html' }));
});

test('a click on an outbound link is one event, with the address but not its query', async ({ lab, page }) => {
	await lab.open({ body: `<a id="x" href="${elsewhere}"><b><i id="inner">out</i></b></a>` });
	await page.click('#inner');
	await page.waitForURL('http://elsewhere.invalid/**');
	await lab.expectStored({ 'pageview /': 1, 'Outbound Link: Click /': 1 });
	expect(await lab.by('event:props:url')).toMatchObject({ 'http://elsewhere.invalid/page': 1 });
});

test('clicks that open other tabs count too', async ({ lab, page }) => {
	await lab.open({ body: `<a id="x" href="${elsewhere}">out</a><a id="blank" target="_blank" href="${elsewhere}">out</a>` });
	await page.click('#x', { modifiers: ['Control'] });
	await page.click('#x', { modifiers: ['Shift'] });
	await page.click('#x', { button: 'middle' });
	await page.click('#blank');
	await page.click('#x', { button: 'right' });
	await lab.expectStored({ 'pageview /': 1, 'Outbound Link: Click /': 4 });
});

test('a link to a file is a download, with the address but not its signature', async ({ lab, page }) => {
	await lab.open({ body: '<a id="x" href="manual.PDF?sig=secret" download>manual</a><a id="y" href="#part">part</a>' });
	await page.click('#x');
	await page.click('#y');
	await lab.expectStored({ 'pageview /': 1, 'File Download /': 1 });
	expect(Object.keys(await lab.by('event:props:url')).some((url) => url.endsWith('/manual.PDF'))).toBe(true);
});

test('a tagged element is one event with its properties, before outbound and download', async ({ lab, page }) => {
	await lab.open({
		body: `<a href="${elsewhere}/file.pdf" onclick="event.preventDefault()" data-footfall-event="Get manual" data-footfall-event-plan="pro"><span id="x">get</span></a>
			<button id="late-maker" onclick="const b = document.createElement('button'); b.id = 'late'; b.dataset.footfallEvent = 'Late'; b.textContent = 'late'; document.body.append(b)">more</button>`,
	});
	await page.click('#x');
	await page.click('#late-maker');
	await page.click('#late');
	await lab.expectStored({ 'pageview /': 1, 'Get manual /': 1, 'Late /': 1 });
	expect(await lab.by('event:props:plan')).toMatchObject({ pro: 1 });
});

test('a router’s link that prevents the default is not followed, and a page that stops the event is still heard', async ({ lab, page }) => {
	await lab.open({
		body: `<a id="x" href="${elsewhere}">route</a><script>document.getElementById('x').addEventListener('click', (e) => { e.preventDefault(); e.stopImmediatePropagation(); history.pushState({}, '', 'routed') })</script>`,
	});
	await page.evaluate(() => Object.assign(window, { same: true }));
	await page.click('#x');
	await lab.expectStored({ 'pageview /': 1, 'Outbound Link: Click /': 1, 'pageview /routed': 1 });
	expect(await page.evaluate(() => 'same' in window)).toBe(true);
});

test('links in SVG and in shadow roots are found', async ({ lab, page }) => {
	await lab.open({
		body: `<svg width="100" height="50"><a href="${elsewhere}"><rect id="rect" width="100" height="50"/></a></svg><div id="host"></div>
			<script>document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<a target="_blank" href="${elsewhere}"><b id="deep">deep</b></a>'</script>`,
	});
	await page.click('#host #deep');
	await page.click('#rect', { modifiers: ['Control'] });
	await lab.expectStored({ 'pageview /': 1, 'Outbound Link: Click /': 2 });
});

test('a submitted form is one event, under its tag where it has one; an invalid one is none', async ({ lab, page }) => {
	lab.put({ path: 'thanks' });
	await lab.open({
		body: `<form id="a" action="thanks" method="get"><input name="q" required><button>go</button></form>
			<form id="b" onsubmit="event.preventDefault()" data-footfall-event="Newsletter" data-footfall-event-list="weekly"><button>join</button></form>`,
	});
	await page.click('#a button');
	await page.click('#b button');
	await page.fill('#a input', 'secret@example.com');
	await page.click('#a button');
	await page.waitForURL('**/thanks?**');
	await lab.expectStored({ 'pageview /': 1, 'Newsletter /': 1, 'Form: Submission /': 1, 'pageview /thanks': 1 });
	expect(await lab.by('event:props:list')).toMatchObject({ weekly: 1 });
});

test('only what data-track asks for is watched', async ({ lab, page }) => {
	await lab.open({
		attributes: 'data-track="forms clicks"',
		build: 'analytics.compat.js',
		body: `<a id="x" target="_blank" href="${elsewhere}">out</a><button id="b" data-footfall-event="Tagged">buy</button>`,
	});
	await page.click('#x');
	await page.click('#b');
	await lab.expectStored({ 'pageview /': 1, 'click /': 2 });
	expect(await lab.by('event:props:text')).toMatchObject({ out: 1, buy: 1 });
});

test('Plausible’s classes, Umami’s attributes and both tools’ functions are understood', async ({ lab, page }) => {
	await lab.open({
		script: `<script>window.plausible = window.plausible || function () { (plausible.q = plausible.q || []).push(arguments) }; plausible('Early')</script>
			<script defer data-domain="localhost" data-tag="b" src="${lab.mount}/analytics.compat.js"></script>`,
		body: `<button id="p" class="big plausible-event-name=Sign+up plausible-event-plan--pro">p</button><button id="u" data-umami-event="Buy" data-umami-event-size="xl">u</button>`,
	});
	await page.click('#p');
	await page.click('#u');
	await page.evaluate(() => {
		const scope = window as unknown as { plausible(name: string, options: object): void; umami: { track(...call: unknown[]): void } };
		scope.plausible('Late', { props: { plan: 'free' } });
		scope.umami.track('Umami', { plan: 'free' });
		scope.umami.track((own: object) => ({ ...own, url: 'virtual' }));
	});
	await lab.expectStored({ 'pageview /': 1, 'Early /': 1, 'Sign up /': 1, 'Buy /': 1, 'Late /': 1, 'pageview /virtual': 1, 'Umami /': 1 });
});

test('a page that the server could not find is the event 404', async ({ lab }) => {
	await lab.open({ build: 'analytics.all.js', status: 404 });
	await lab.expectStored({ 'pageview /': 1, '404 /': 1 });
});
