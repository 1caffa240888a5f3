// Multicast on the loopback: joining, leaving, interfaces, senders that are wanted, errors.
const dgram = require('node:dgram');
const { once } = require('node:events');
const attempt = require('./attempt.cjs');
const GROUP = '224.0.0.114';
const LOOPBACK = '127.0.0.1';
(async () => {
  const members = [dgram.createSocket({ type: 'udp4', reuseAddr: true }), dgram.createSocket({ type: 'udp4', reuseAddr: true })];
  members[0].bind(0);
  await once(members[0], 'listening');
  const { port } = members[0].address();
  members[1].bind(port);
  await once(members[1], 'listening');
  const sender = dgram.createSocket('udp4');
  sender.bind(0, LOOPBACK);
  await once(sender, 'listening');
  for (const address of ['10.9.9.9', 'x', '::1', LOOPBACK]) attempt(`interface ${address}`, () => sender.setMulticastInterface(address));
  for (const member of members) {
    attempt('join', () => member.addMembership(GROUP, LOOPBACK));
    attempt('join again', () => member.addMembership(GROUP, LOOPBACK));
  }
  for (const group of ['10.0.0.1', 'x']) attempt(`join ${group}`, () => members[0].addMembership(group, LOOPBACK));
  attempt('join nowhere', () => members[0].addMembership('224.0.0.115', '10.9.9.9'));
  attempt('missing', () => members[0].addMembership());
  const log = [];
  const received = (count) => new Promise((resolve) => { const look = () => { if (log.length >= count) resolve(log.splice(0).sort()); else setTimeout(look, 1); }; look(); });
  members.forEach((member, index) => member.on('message', (message, { address }) => log.push(`${index} ${message} from ${address}`)));
  sender.send('to all', port, GROUP);
  console.log(await received(2));
  sender.setMulticastLoopback(false);
  sender.send('again', port, GROUP);
  console.log(await received(2));
  attempt('leave', () => members[0].dropMembership(GROUP, LOOPBACK));
  attempt('leave again', () => members[0].dropMembership(GROUP, LOOPBACK));
  const source = dgram.createSocket('udp4');
  source.bind(0);
  await once(source, 'listening');
  attempt('source', () => source.addSourceSpecificMembership(LOOPBACK, '232.1.1.1', LOOPBACK));
  attempt('source again', () => source.addSourceSpecificMembership(LOOPBACK, '232.1.1.1', LOOPBACK));
  attempt('no source', () => source.addSourceSpecificMembership('x', '232.1.1.1', LOOPBACK));
  const heard = once(source, 'message');
  sender.send('from the source', source.address().port, '232.1.1.1');
  console.log(String((await heard)[0]));
  attempt('source left', () => source.dropSourceSpecificMembership(LOOPBACK, '232.1.1.1', LOOPBACK));
  attempt('source left again', () => source.dropSourceSpecificMembership(LOOPBACK, '232.1.1.1', LOOPBACK));
  for (const socket of [...members, sender, source]) socket.close();
})();
