// For cases with a server: sends a request, prints what came back without the Date header, gives it to the case.
const http = require('node:http');

/** Prints one exchange: status line, headers in the order and case in which they were sent, body. */
function send(port, method, path, { headers = {}, body, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (!quiet) {
          console.log(`> ${method} ${path}`);
          console.log(`< ${response.statusCode} ${response.statusMessage}`);
          for (let i = 0; i < response.rawHeaders.length; i += 2) {
            if (response.rawHeaders[i] !== 'Date') console.log(`< ${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
          }
          console.log(text);
        }
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The same with a JSON body. */
function sendJson(port, method, path, value, options = {}) {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return send(port, method, path, {
    ...options,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...options.headers },
    body,
  });
}

/** Starts a server on a free port. */
function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

module.exports = { send, sendJson, listen };
