// graphql and graphql-http: queries, mutations, variables, errors at each stage, GET and POST.
const { createHandler } = require('graphql-http/lib/use/http');
const { buildSchema, graphql, GraphQLError, GraphQLObjectType, GraphQLSchema, GraphQLString, printSchema } = require('graphql');
const http = require('node:http');
const { listen, send, sendJson } = require('./exchange.cjs');
const schema = buildSchema(`type User { id: ID! name: String! friends(first: Int = 1): [User!]! }
type Query { user(id: ID!): User fails: String! }
type Mutation { rename(id: ID!, name: String!): User }`);
const users = { 1: { id: 1, name: 'ada', friends: () => [users[2]] }, 2: { id: 2, name: 'grace', friends: () => [] } };
const rootValue = { user: async ({ id }) => users[id], fails: () => { throw new GraphQLError('refused', { extensions: { code: 'FORBIDDEN' } }); }, rename: ({ id, name }) => Object.assign(users[id], { name }) };
const server = http.createServer(createHandler({ schema, rootValue }));
listen(server).then(async (port) => {
  const ask = (query, variables) => sendJson(port, 'POST', '/graphql', { query, variables }, { headers: { Accept: 'application/json' } });
  await ask('query ($id: ID!) { user(id: $id) { id name friends { name } } }', { id: 1 });
  await ask('mutation { rename(id: 2, name: "hopper") { name } }');
  await ask('{ fails }');
  await ask('{ user(id: 1) { nothing } }');
  await ask('{ user(id: 1 ');
  await ask('query ($id: ID!) { user(id: $id) { id } }', {});
  await send(port, 'GET', `/graphql?query=${encodeURIComponent('{ user(id: 2) { name } }')}`, { headers: { Accept: 'application/graphql-response+json' } });
  await send(port, 'GET', `/graphql?query=${encodeURIComponent('mutation { rename(id: 2, name: "x") { name } }')}`);
  await send(port, 'DELETE', '/graphql');
  server.close();
  const built = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString, args: { to: { type: GraphQLString } }, resolve: (_, { to }) => `hello ${to}` } } }) });
  console.log(printSchema(built), await graphql({ schema: built, source: '{ hello(to: "you") }' }));
});
