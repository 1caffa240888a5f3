// listen: a port that is taken, a second listen, addresses, graceful close.
const Fastify = require('fastify');
const first = Fastify();
(async () => {
  const address = await first.listen({ port: 0, host: '127.0.0.1' });
  console.log(/^http:\/\/127\.0\.0\.1:\d+$/.test(address), first.server.listening, first.addresses().length);
  const second = Fastify();
  await second.listen({ port: first.server.address().port, host: '127.0.0.1' }).catch((error) => console.log(error.code, error.syscall));
  await first.listen({ port: 0 }).catch((error) => console.log(error.code));
  try {
    first.get('/late', async () => 'x');
  } catch (error) {
    console.log(error.code, error.message);
  }
  await first.close();
  console.log(first.server.listening);
})();
