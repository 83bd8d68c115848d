/** What the shop sells: prices in euros. */
export const products = {
	walker: { name: 'Walker', kind: 'Leather boot', category: 'Boots', price: 149 },
	ridge: { name: 'Ridge', kind: 'Trail shoe', category: 'Boots', price: 119 },
	brook: { name: 'Brook', kind: 'River sandal', category: 'Boots', price: 69 },
	harbour: { name: 'Harbour', kind: 'Rubber boot', category: 'Boots', price: 89 },
	daypack: { name: 'Day pack', kind: '18 litres', category: 'Bags', price: 95 },
	flask: { name: 'Flask', kind: '0.7 litres', category: 'Bags', price: 32 },
	poncho: { name: 'Poncho', kind: 'One size', category: 'Weather', price: 74 },
	lantern: { name: 'Lantern', kind: 'Camp light', category: 'Weather', price: 45 },
};
