// Calls made before analytics.js has arrived wait in a queue.
window.footfall =
	window.footfall ||
	function queue() {
		window.footfall.q = window.footfall.q || [];
		// biome-ignore lint/complexity/noArguments: the queue holds each call's arguments as they came
		window.footfall.q.push(arguments);
	};

/** The cart: ids of products, the same on every page of the shop. */
const cart = {
	read() {
		try {
			return JSON.parse(localStorage.getItem('cairn-cart') ?? '[]');
		} catch {
			return [];
		}
	},
	write(ids) {
		try {
			localStorage.setItem('cairn-cart', JSON.stringify(ids));
		} catch {
			// Without storage the cart is forgotten with the page.
		}
		cart.show();
	},
	show() {
		for (const output of document.querySelectorAll('[data-cart-count]')) output.textContent = String(cart.read().length);
	},
};
window.cart = cart;

document.addEventListener('DOMContentLoaded', () => {
	cart.show();
	for (const button of document.querySelectorAll('[data-add]')) {
		const { footfallEventProduct: product, footfallEventCategory: category, footfallEventPrice: price } = button.dataset;
		// Looking at a page is nothing that a visitor did beyond coming, so it does not end a bounce.
		window.footfall('View product', { props: { product, category, price }, interactive: false });
		button.addEventListener('click', () => {
			cart.write([...cart.read(), button.dataset.add]);
			document.querySelector('[data-added]').hidden = false;
		});
	}
	const form = document.querySelector('#signup');
	form?.addEventListener('submit', (event) => {
		event.preventDefault();
		window.footfall('Signup', { props: { plan: new FormData(form).get('plan') } });
		form.hidden = true;
		document.querySelector('#thanks').hidden = false;
	});
});
