// Private keys under a passphrase: in PEM's own form and in PKCS #8, with AES and triple DES, read and written.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');
const { encrypted } = require('./unusual-keys.json');

const passphrase = 'secret é';
for (const [name, forms] of Object.entries(encrypted.forms)) {
  const plain = crypto.createPrivateKey(encrypted[name]);
  for (const pem of forms) {
    console.log(name, pem.split('\n').slice(0, 2).join(' ').slice(0, 60));
    attempt('read', () => crypto.createPrivateKey({ key: pem, passphrase }).equals(plain));
    attempt('public half', () => crypto.createPublicKey({ key: pem, passphrase }).asymmetricKeyType);
    attempt('signs', () => crypto.verify('sha256', Buffer.from('text'), plain, crypto.sign('sha256', Buffer.from('text'), { key: pem, passphrase })));
    attempt('without a passphrase', () => crypto.createPrivateKey(pem));
  }
  for (const type of [name === 'ec' ? 'sec1' : 'pkcs1', 'pkcs8']) {
    for (const cipher of ['aes-128-cbc', 'aes192', 'AES-256-CBC', 'des-ede3-cbc', 'des3']) {
      const pem = plain.export({ type, format: 'pem', cipher, passphrase });
      const lines = pem.replace(/,[0-9A-F]{16,}$/m, ',<vector>').split('\n');
      console.log(type, cipher, pem.length, lines.slice(0, type === 'pkcs8' ? 1 : 4).join(' '));
      console.log(crypto.createPrivateKey({ key: pem, passphrase }).equals(plain));
    }
    attempt('in DER', () => typeof plain.export({ type, format: 'der', cipher: 'des3', passphrase }));
  }
}
const [traditional] = encrypted.forms.ec;
attempt('unknown cipher', () => crypto.createPrivateKey({ key: traditional.replace('DES-EDE3-CBC', 'NOTHING-CBC'), passphrase }));
