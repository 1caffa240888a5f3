// Names of this machine resolve; the order and shapes of answers; an address is its own answer; wrong arguments.
const dns = require('node:dns');
const { promises } = dns;
(async () => {
  console.log(await promises.lookup('localhost', { family: 4 }), await promises.lookup('127.0.0.1'), await promises.lookup('::1'));
  console.log(await promises.lookup('127.0.0.1', { all: true }), dns.getDefaultResultOrder(), Array.isArray(dns.getServers()));
  dns.lookup('localhost', { family: 4, all: true }, (error, addresses) => console.log(error, addresses));
  console.log(await promises.lookupService('127.0.0.1', 80).catch((e) => e.code));
  for (const f of [() => dns.lookup('x'), () => dns.lookup(5, () => {}), () => dns.lookup('x', { family: 5 }, () => {}), () => dns.setDefaultResultOrder('x'), () => dns.resolve(), () => dns.setServers(['x']), () => dns.lookupService('x', 1, () => {})]) { try { f(); console.log('none'); } catch (error) { console.log(error.code, error.message); } }
  console.log(dns.NOTFOUND, dns.ADDRCONFIG, new dns.Resolver().getServers().length >= 0);
})();
