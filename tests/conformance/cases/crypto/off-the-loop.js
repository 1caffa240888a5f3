// What Node computes in its thread pool leaves the event loop free: timers and requests go on meanwhile.
const crypto = require('node:crypto');
const http = require('node:http');

/** Runs one computation and tells whether timers ran several times before it was done. */
function beside(name, begin) {
  return new Promise((resolve) => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    begin((error, result) => {
      clearInterval(timer);
      console.log(name, error ?? result.toString('hex'), ticks >= 3);
      resolve();
    });
  });
}

(async () => {
  await beside('scrypt', (done) => crypto.scrypt('password', 'salt', 32, { N: 2 ** 16, maxmem: 2 ** 27 }, done));
  await beside('pbkdf2', (done) => crypto.pbkdf2('password', 'salt', 200_000, 32, 'sha512', done));
  await beside('pbkdf2 of a digest that browsers lack', (done) => crypto.pbkdf2('password', 'salt', 60_000, 20, 'ripemd160', done));
  await beside('argon2', (done) =>
    crypto.argon2('argon2id', { message: 'password', nonce: 'a salt of 16 by.', parallelism: 1, tagLength: 32, memory: 32_768, passes: 3 }, done));

  // More at once than there are threads.
  const many = await Promise.all(Array.from({ length: 6 }, (_, index) =>
    new Promise((resolve, reject) => crypto.scrypt(`password ${index}`, 'salt', 8, { N: 1024 }, (error, key) => (error ? reject(error) : resolve(key.toString('hex')))))));
  console.log(many);

  const server = http.createServer((request, response) => {
    if (request.url === '/ping') return response.end('pong');
    crypto.scrypt('password', 'salt', 16, { N: 2 ** 16, maxmem: 2 ** 27 }, (error, key) => response.end(key.toString('hex')));
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const get = async (path) => {
    const response = await fetch(`http://localhost:${server.address().port}${path}`);
    console.log(path, await response.text());
  };
  const hashed = get('/hash');
  await get('/ping');
  await hashed;
  server.closeAllConnections();
  server.close();
})();
