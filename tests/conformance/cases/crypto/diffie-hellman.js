// Finite field Diffie-Hellman: groups, parameters of one's own, what is wrong with them, and the secrets.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');
const digest = (buffer) => crypto.createHash('sha256').update(buffer).digest('hex');

for (const name of ['modp1', 'modp2', 'modp5', 'modp14', 'modp15', 'modp16', 'modp17', 'modp18', 'MODP14']) {
  const group = crypto.getDiffieHellman(name);
  console.log(name, group.getPrime().length, digest(group.getPrime()), group.getGenerator('hex'), group.verifyError, typeof group.setPrivateKey);
}
attempt('no such group', () => crypto.getDiffieHellman('modp99'));

const prime = crypto.getDiffieHellman('modp14').getPrime();
const alice = crypto.createDiffieHellman(prime, 2);
const bob = crypto.createDiffieHellman(prime.toString('base64'), 'base64', Buffer.from([2]));
attempt('no public key', () => alice.getPublicKey());
attempt('no private key', () => alice.getPrivateKey());
attempt('no secret', () => alice.computeSecret(Buffer.from([9])));
alice.setPrivateKey('0123456789abcdef', 'hex');
bob.setPrivateKey(Buffer.from('fedcba9876543210', 'hex'));
attempt('still no public key', () => alice.getPublicKey());
console.log(digest(alice.generateKeys()), digest(bob.generateKeys()));
attempt('private', () => alice.getPrivateKey());
attempt('alice', () => digest(alice.computeSecret(bob.getPublicKey())));
attempt('bob', () => digest(bob.computeSecret(alice.getPublicKey('hex'), 'hex')));
attempt('a short secret has the length of the prime', () => alice.computeSecret(Buffer.from([2])).length);
for (const [name, key] of Object.entries({ zero: Buffer.from([0]), one: Buffer.from([1]), prime })) attempt(`public key ${name}`, () => alice.computeSecret(key));
alice.setPublicKey(Buffer.from([7]));
attempt('a public key that was set', () => alice.getPublicKey());

const [carol, dave] = [crypto.getDiffieHellman('modp5'), crypto.getDiffieHellman('modp5')];
carol.generateKeys();
dave.generateKeys();
console.log(carol.computeSecret(dave.getPublicKey()).equals(dave.computeSecret(carol.getPublicKey())), carol.getPrivateKey().length <= 25);

const made = crypto.createDiffieHellman(512);
console.log(made.verifyError, made.getPrime().length, made.getGenerator('hex'), crypto.checkPrimeSync(made.getPrime()));

const number = (...bytes) => Buffer.from(bytes);
attempt('23 and 5', () => crypto.createDiffieHellman(number(23), 5).verifyError);
attempt('22 and 5', () => crypto.createDiffieHellman(number(22), 5).verifyError);
attempt('generator beyond the prime', () => crypto.createDiffieHellman(number(23), 50).verifyError);
attempt('empty prime', () => crypto.createDiffieHellman(number()).verifyError);
attempt('generator 5', () => crypto.createDiffieHellman(prime, 5).verifyError);
for (const generator of [1, -1, number(0), number(1), number()]) attempt(`generator ${typeof generator === 'number' ? generator : generator.toString('hex')}`, () => crypto.createDiffieHellman(prime, generator));
for (const bits of [-3, 0, 1, 2, 64, 511]) attempt(`${bits} bits`, () => crypto.createDiffieHellman(bits));
attempt('keys of a small modulus', () => crypto.createDiffieHellman(number(23), 5).generateKeys());
const small = crypto.createDiffieHellman(number(23), 5);
small.setPrivateKey(number(6));
attempt('public key of a small modulus', () => small.generateKeys());
attempt('secret of a small modulus', () => small.computeSecret(number(19)));
attempt('no arguments', () => crypto.createDiffieHellman());
console.log(crypto.diffieHellman.length, alice instanceof crypto.DiffieHellman, carol instanceof crypto.DiffieHellmanGroup);
