// data: URLs of any length are fetched and imported, Base64 or not (WebAssembly is often carried in them).
const text = 'abcdefghij'.repeat(20_000);
const sizes = async (url) => {
  const response = await fetch(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  console.log(response.status, response.headers.get('content-type'), bytes.length, bytes.at(0), bytes.at(-1), bytes.reduce((sum, byte) => sum + byte, 0));
};
for (const length of [10, 48_000, 66_000, 200_000]) {
  await sizes(`data:application/octet-stream;base64,${Buffer.from(text.slice(0, length)).toString('base64')}`);
  await sizes(`data:text/plain,${text.slice(0, length)}`);
}
for (const encoding of ['', ';base64']) {
  const source = `export default ${JSON.stringify(text)};`;
  const { default: value } = await import(`data:text/javascript${encoding},${encoding === '' ? encodeURIComponent(source) : Buffer.from(source).toString('base64')}`);
  console.log(value === text);
}
