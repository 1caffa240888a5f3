// Arguments that net refuses.
const net = require('node:net');
for (const attempt of [() => net.connect(70000), () => net.createServer().listen(-1), () => net.connect({}), () => net.createServer('x')]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
}
console.log(net.isIP('127.0.0.1'), net.isIP('::1'), net.isIP('localhost'), net.isIPv4('1.2.3'), net.isIPv6('fe80::1'));
const list = new net.BlockList();
list.addSubnet('10.0.0.0', 8);
list.addAddress('1.1.1.1');
console.log(list.check('10.2.3.4'), list.check('11.0.0.1'), list.check('1.1.1.1'));
