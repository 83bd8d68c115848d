import { products } from './products.js';

/*
 * The shop once more as a single page: a route is the last part of the address, `app/` the catalogue, `app/cart` the
 * cart, `app/thanks` the end, and `app/<product>` a product. Links are links; a click on one changes the route.
 */

const { cart } = window;
const base = new URL('.', import.meta.url);
const view = document.querySelector('#view');

/** Makes an element: `make('a', { href: 'cart' }, 'Cart')`. */
function make(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
	element.append(...children);
	return element;
}

const link = (route, attributes, ...children) =>
	make('a', { href: new URL(route, base).pathname, 'data-route': '', ...attributes }, ...children);
const money = (amount) => `€${amount}`;

function catalogue() {
	const items = Object.entries(products).map(([id, { name, kind, price }]) =>
		make(
			'li',
			{ class: 'card' },
			link(
				id,
				{},
				make('img', { src: new URL(`../images/${id}.svg`, base).pathname, alt: '', width: '240', height: '200' }),
				make('span', { class: 'card-name' }, name),
				make('span', { class: 'card-kind' }, kind),
				make('span', { class: 'card-price' }, money(price)),
			),
		),
	);
	return { title: 'Quick order', parts: [make('h1', {}, 'Quick order'), make('ul', { class: 'cards' }, ...items)] };
}

function product(id) {
	const { name, kind, category, price } = products[id];
	window.footfall('View product', { props: { product: name, category, price }, interactive: false });
	const add = make(
		'button',
		{
			class: 'button',
			type: 'button',
			'data-footfall-event': 'Add to cart',
			'data-footfall-event-product': name,
			'data-footfall-event-category': category,
			'data-footfall-event-price': String(price),
		},
		'Add to cart',
	);
	add.addEventListener('click', () => cart.write([...cart.read(), id]));
	const about = make('div', {}, make('h1', {}, name), make('p', { class: 'card-kind' }, kind), make('p', { class: 'price' }, money(price)));
	about.append(make('p', { class: 'actions' }, add, link('cart', { class: 'button quiet' }, 'To the cart')));
	const picture = make('img', { src: new URL(`../images/${id}.svg`, base).pathname, alt: `${name}, ${kind}`, width: '480', height: '400' });
	return {
		title: name,
		parts: [make('p', { class: 'crumbs' }, link('', {}, 'Quick order')), make('article', { class: 'product' }, picture, about)],
	};
}

/** Tells of an order, and of each of its products; the order id holds them together. */
function order(items, total) {
	const order_id = `C-${Date.now().toString(36)}`;
	window.footfall('Purchase', { props: { order_id, items: items.length }, revenue: { currency: 'EUR', amount: total } });
	for (const id of new Set(items)) {
		const { name: product, category, price } = products[id];
		const quantity = items.filter((other) => other === id).length;
		window.footfall('Order item', { props: { order_id, product, category, quantity, price } });
	}
}

function basket() {
	const items = cart.read().filter((id) => Object.hasOwn(products, id));
	if (items.length === 0)
		return { title: 'Cart', parts: [make('h1', {}, 'Cart'), make('p', {}, 'Nothing in it yet. ', link('', {}, 'See all eight'), '.')] };
	const total = items.reduce((sum, id) => sum + products[id].price, 0);
	const row = (cell, ...texts) => make('tr', {}, ...texts.map((text) => make(cell, {}, text)));
	const table = make(
		'table',
		{ class: 'basket' },
		make('thead', {}, row('th', 'What', 'Price')),
		make('tbody', {}, ...items.map((id) => row('td', products[id].name, money(products[id].price)))),
		make('tfoot', {}, row('th', 'Together', money(total))),
	);
	// The cart is the checkout too: there is nothing to fill in.
	window.footfall('Begin checkout', { props: { items: items.length }, interactive: false });
	const buy = make('button', { class: 'button', type: 'button' }, `Buy for ${money(total)}`);
	buy.addEventListener('click', () => {
		order(items, total);
		cart.write([]);
		go(new URL('thanks', base).pathname);
	});
	return {
		title: 'Cart',
		parts: [make('h1', {}, 'Cart'), table, make('p', { class: 'actions' }, buy, link('', { class: 'button quiet' }, 'Something else'))],
	};
}

function thanks() {
	return {
		title: 'Thank you',
		parts: [make('h1', {}, 'Thank you'), make('p', {}, 'Nothing will be sent and nothing was charged. ', link('', {}, 'Once more?'))],
	};
}

function show() {
	const route = location.pathname.slice(base.pathname.length);
	const { title, parts } = Object.hasOwn(products, route)
		? product(route)
		: route === 'cart'
			? basket()
			: route === 'thanks'
				? thanks()
				: catalogue();
	document.title = `${title} – Cairn`;
	view.replaceChildren(...parts);
	cart.show();
}

function go(path) {
	history.pushState({}, '', path);
	show();
	scrollTo(0, 0);
}

document.addEventListener('click', (event) => {
	const anchor = event.target.closest('a[data-route]');
	if (anchor === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
	event.preventDefault();
	go(anchor.pathname);
});
addEventListener('popstate', show);
show();
