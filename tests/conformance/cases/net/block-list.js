// BlockList and SocketAddress: rules of both families, addresses in their canonical text.
const net = require('node:net');
const list = new net.BlockList();
list.addAddress('1.2.3.4');
list.addRange('10.0.0.1', '10.0.0.9');
list.addSubnet('192.168.1.77', 24);
list.addSubnet('8592:757c:efae:4e45::1', 64, 'ipv6');
list.addAddress('::ffff:5.6.7.8', 'ipv6');
list.addAddress('1.2.3.4');
console.log(list, list.size, JSON.stringify(list));
for (const [address, family] of [
  ['1.2.3.4'], ['1.2.3.5'], ['10.0.0.9'], ['10.0.0.10'], ['192.168.1.255'], ['192.168.2.1'], ['::ffff:1.2.3.4', 'ipv6'], ['5.6.7.8'],
  ['8592:757c:efae:4e45::ff', 'ipv6'], ['8592:757c:efae:4e46::ff', 'ipv6'], ['::ffff:a00:3', 'ipv6'], ['no address'], ['::1', 'ipv6'],
]) console.log(address, list.check(address, family));
list.removeAddress('1.2.3.4');
list.removeRange('10.0.0.1', '10.0.0.9');
list.removeSubnet('192.168.1.0', 24);
console.log(list.rules, structuredClone(list).rules, net.BlockList.isBlockList(list));
const again = new net.BlockList();
again.fromJSON(list.toJSON());
again.addCIDR?.('172.16.0.0/12');
console.log(again.rules);
again.clear?.();
console.log(again.rules);
for (const [address, family] of [
  ['::', 'ipv6'], ['1::', 'ipv6'], ['1:0:0:2:0:0:0:3', 'ipv6'], ['::ffff:1.2.3.4', 'ipv6'], ['::1.2.3.4', 'ipv6'], ['::5:0', 'ipv6'], ['0:0:1::', 'ipv6'],
  ['2001:DB8::1:0:0:1', 'ipv6'], ['1:0:2:3:4:5:6:7', 'ipv6'], ['127.0.0.1', 'ipv4'],
]) console.log(new net.SocketAddress({ address, family, port: 80 }));
for (const attempt of [
  () => new net.SocketAddress({ address: '300.1.1.1' }),
  () => new net.SocketAddress({ address: '01.2.3.4' }),
  () => new net.SocketAddress({ address: '1::2::3', family: 'ipv6' }),
  () => list.addRange('10.0.0.9', '10.0.0.1'),
  () => list.addSubnet('10.0.0.0', 33),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(net.SocketAddress.parse('127.0.0.1:8080'), net.SocketAddress.parse('[::1]:1'), net.SocketAddress.parse('x y'));
