// A resolver's servers and addresses, and what is refused before any query is sent.
import dns, { promises } from 'node:dns';

const attempt = async (name, work) => {
  try {
    console.log(name, await work());
  } catch (error) {
    console.log(name, error.name, error.code, error.errno, error.syscall, error.hostname, error.message);
  }
};
const resolver = new dns.Resolver({ timeout: 5, tries: 1 });
await attempt('servers', () => {
  resolver.setServers(['1.1.1.1', '[::1]:53', '8.8.8.8:5353', '2001:db8::1', '[2001:db8::2]:1053']);
  return resolver.getServers();
});
await attempt('bad server', () => resolver.setServers(['bad']));
await attempt('no list', () => resolver.setServers(1));
await attempt('kept', () => resolver.getServers());
await attempt('local', () => resolver.setLocalAddress('127.0.0.1', '::1'));
await attempt('bad local', () => resolver.setLocalAddress('x'));
await attempt('reverse', () => promises.reverse('bad'));
await attempt('type', () => promises.resolve('x', 'BAD'));
await attempt('name', () => promises.resolve(1));
await attempt('port', () => promises.lookupService('127.0.0.1', -1));
await attempt('address', () => promises.lookupService('x', 80));
await attempt('timeout', () => new dns.Resolver({ timeout: 'x' }));
await attempt('order', () => dns.setDefaultResultOrder('x'));
