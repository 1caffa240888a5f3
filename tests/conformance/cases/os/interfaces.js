// The machine has an address that is not the loopback's, as programs print it ("on your network"), and is reached by it.
const http = require('node:http');
const os = require('node:os');

const all = Object.values(os.networkInterfaces()).flat();
console.log(all.some(({ internal, address }) => internal && address === '127.0.0.1'));
const outer = all.find(({ internal, family }) => !internal && family === 'IPv4');
console.log(outer !== undefined, Object.keys(outer), outer.cidr === `${outer.address}/${outer.cidr.split('/')[1]}`);
const server = http.createServer((_request, response) => response.end('reached')).listen(0, '0.0.0.0', async () => {
  const response = await fetch(`http://${outer.address}:${server.address().port}/`);
  console.log(await response.text());
  server.close();
});
