/** What the shop sells: prices in euros. */
export const products = {
	walker: { name: 'Walker', kind: 'Leather boot', price: 149 },
	ridge: { name: 'Ridge', kind: 'Trail shoe', price: 119 },
	brook: { name: 'Brook', kind: 'River sandal', price: 69 },
	harbour: { name: 'Harbour', kind: 'Rubber boot', price: 89 },
	daypack: { name: 'Day pack', kind: '18 litres', price: 95 },
	flask: { name: 'Flask', kind: '0.7 litres', price: 32 },
	poncho: { name: 'Poncho', kind: 'One size', price: 74 },
	lantern: { name: 'Lantern', kind: 'Camp light', price: 45 },
};
