// Each of many concurrent requests keeps its own store through awaits, streams and timers.
const http = require('node:http');
const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const { listen, send } = require('./exchange.cjs');
const als = new AsyncLocalStorage();
async function work(id) {
  const wrong = [];
  const check = (where) => als.getStore()?.id !== id && wrong.push(where);
  await sleep(id % 3);
  check('sleep');
  for (let i = 0; i < 3; i++) {
    await i;
    check('loop');
  }
  await new Promise((resolve) => setImmediate(resolve));
  check('immediate');
  return wrong;
}
const server = http.createServer((request, response) => {
  const id = Number(request.url.slice(1));
  als.run({ id }, async () => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const wrong = await work(id);
    if (als.getStore()?.id !== id) wrong.push('end');
    response.end(`${id} ${body} ${wrong.join(',')}`);
  });
});
listen(server).then(async (port) => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send(port, 'POST', `/${i}`, { quiet: true, body: `b${i}` })));
  for (const { text } of answers) console.log(text);
  server.close();
});
