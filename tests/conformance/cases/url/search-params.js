// URLSearchParams: order, duplicates, sorting, encoding, live link with its URL.
const params = new URLSearchParams('a=1&b=2&a=3&c=%20+x&d');
console.log(params.get('a'), params.getAll('a'), params.get('c'), params.get('d'), params.get('e'), params.has('a', '3'), params.size);
params.append('e', 'ä&=');
params.set('a', 'one');
params.delete('b');
params.sort();
console.log(params.toString(), [...params.keys()], Object.fromEntries(params));
console.log(params);
const url = new URL('http://h/?q=1');
url.searchParams.append('q', '2');
console.log(url.search);
console.log(new URLSearchParams({ a: 1, b: [2, 3] }).toString(), new URLSearchParams([['x', 'y']]).toString());
