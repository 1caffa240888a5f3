// GraphQL Yoga with a subscription over server-sent events, and Polka.
import http from 'node:http';
import { once } from 'node:events';
import { createSchema, createYoga } from 'graphql-yoga';
import polka from 'polka';

const json = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
async function ask(server, requests) {
  if (!server.listening) await once(server, 'listening');
  for (const [path, options] of requests) {
    const response = await fetch(`http://localhost:${server.address().port}${path}`, options);
    console.log(response.status, await response.text());
  }
  server.closeAllConnections();
  server.close();
}

const schema = createSchema({
  typeDefs: 'type Query { hello(name: String!): String, broken: Int } type Subscription { count: Int }',
  resolvers: {
    Query: { hello: (_root, { name }) => `hello ${name}`, broken() { throw new Error('not told'); } },
    Subscription: { count: { async *subscribe() { for (let count = 0; count < 3; count++) yield { count }; } } },
  },
});
await ask(http.createServer(createYoga({ schema, logging: false })).listen(0), [
  ['/graphql', json({ query: '{ hello(name: "Ada") }' })],
  ['/graphql', json({ query: '{ broken }' })],
  ['/graphql', json({ query: '{ none }' })],
  [`/graphql?query=${encodeURIComponent('subscription { count }')}`, { headers: { accept: 'text/event-stream' } }],
]);

const app = polka()
  .use((request, _response, next) => { request.seen = true; next(); })
  .get('/users/:id', ({ params, query, seen }, response) => response.end(JSON.stringify([params, query, seen])));
await ask(app.listen(0).server, [['/users/1?a=b'], ['/none']]);
