// nodemailer: messages as they go on the wire, an SMTP server of a few lines that takes one; uuid in its versions.
const nodemailer = require('nodemailer');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const uuid = require('uuid');
(async () => {
  const composed = await nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail({ from: 'Ada <ada@example.org>', to: ['grace@example.org', '"Ünï" <u@example.org>'], subject: 'Grüße', text: 'plain é', html: '<p>html</p>', date: new Date(0), messageId: '<id@case>', attachments: [{ filename: 'a.txt', content: 'attached' }], boundary: 'b' });
  console.log(composed.envelope, String(composed.message).replace(/--_NmP-[\w-]+/g, '--<boundary>'));
  const seen = [];
  const server = net.createServer((socket) => {
    let data = false;
    socket.write('220 case\r\n');
    socket.setEncoding('utf8').on('data', (text) => {
      for (const line of text.split('\r\n').slice(0, -1)) {
        if (data) { if (line === '.') { data = false; socket.write('250 queued\r\n'); } continue; }
        seen.push(line.split(' ')[0] + ' ' + (line.startsWith('EHLO') ? '' : line.split(' ').slice(1).join(' ')));
        if (line === 'DATA') { data = true; socket.write('354 go on\r\n'); } else socket.write(line.startsWith('EHLO') ? '250-case\r\n250 8BITMIME\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  const port = await listen(server);
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const { accepted, response } = await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject: 'x', text: 'y' });
  console.log(accepted, response, seen.slice(0, 4));
  transport.close();
  server.close();
  console.log(uuid.v5('name', uuid.v5.DNS), uuid.v3('name', uuid.v3.URL), uuid.validate(uuid.v4()), uuid.version(uuid.v7()), uuid.v1({ msecs: 0, nsecs: 0, clockseq: 1, node: Uint8Array.of(1, 2, 3, 4, 5, 6) }));
})();
