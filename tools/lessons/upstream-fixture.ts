// A lesson whose program calls a flaky service of another machine: changes to the fixture course (fixture.ts) for tests of upstream.ts.

export const at = '01-basics/01-hello';
/** A payment service that fails every other time, slowly. */
const UPSTREAM = `import { delay, http, HttpResponse } from 'msw';

export const handlers = () => {
  let tries = 0;
  return [
    http.post('https://payments.example.com/charges', async ({ request }) => {
      const { amount } = (await request.json()) as { amount: number };
      await delay(20);
      if (++tries % 2 === 1) return HttpResponse.error();
      return HttpResponse.json({ id: 'ch_1', amount }, { status: 201 });
    }),
  ];
};
`;
export const server = (tries: number): string => `import { createServer } from 'node:http';

async function charge(amount) {
  const response = await fetch('https://payments.example.com/charges', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ amount }) });
  return response.json();
}

createServer(async (request, response) => {
  if (request.url !== '/hello') {
    response.statusCode = 404;
    return response.end();
  }
  response.setHeader('Content-Type', 'application/json');
  for (let tries = ${tries}; tries > 0; tries--) {
    try {
      const { amount } = await charge(12);
      return response.end(JSON.stringify({ message: amount === 12 ? 'hello' : 'wrong' }));
    } catch (error) {
      console.log(error.message, error.cause?.message);
    }
  }
  response.statusCode = 502;
  response.end('{}');
}).listen(3000);
`;
export const flakyLesson: Readonly<Record<string, string>> = {
  [`${at}/upstream.ts`]: UPSTREAM,
  [`${at}/stacks/node/start/server.js`]: server(1),
  [`${at}/stacks/node/solution/server.js`]: server(2),
};
