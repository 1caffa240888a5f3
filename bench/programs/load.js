// Starts one of the servers and asks it from the same program over kept connections, in windows; prints requests a second.
// The same file runs under native Node and in the container.
const http = require('node:http');
const { once } = require('node:events');
const [program, method, target, connections, windows, windowMilliseconds] = process.argv.slice(2);
const port = Number(process.env.PORT);
const body = method === 'POST' ? '{"name":"Grace"}' : undefined;

function ask(agent) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const request = http.request({ agent, host: '127.0.0.1', port, method, path: target, headers }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode < 300 ? resolve() : reject(new Error(`status ${response.statusCode}`))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main() {
  const server = require(`./${program}.js`);
  if (!server.listening) await once(server, 'listening');
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });
  let answered = 0;
  let stopped = false;
  const clients = Array.from({ length: Number(connections) }, async () => {
    while (!stopped) {
      await ask(agent);
      answered += 1;
    }
  });
  const rates = [];
  // The first window warms up.
  for (let i = 0; i <= Number(windows); i++) {
    answered = 0;
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, Number(windowMilliseconds)));
    if (i > 0) rates.push(Math.round((answered / (performance.now() - began)) * 1000));
  }
  stopped = true;
  await Promise.all(clients);
  console.log(`RATES ${JSON.stringify(rates)}`);
  process.exit();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
