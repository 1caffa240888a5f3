// supertest within node:test: an Express app and a Fastify one, cookies kept by an agent, expectations that fail.
const { describe, it, before, after } = require('node:test');
const assert = require('node:assert/strict');
const request = require('supertest');
const express = require('express');
const Fastify = require('fastify');
const app = express();
app.use(express.json());
app.post('/users', (request, response) => response.status(201).location('/users/1').json({ id: 1, ...request.body }));
app.get('/cookie', (request, response) => { response.cookie('seen', '1'); response.send(request.headers.cookie ?? 'none'); });
app.get('/file', (request, response) => response.type('text').attachment('a.txt').send('text'));
describe('express', () => {
  it('creates', async () => {
    const { body } = await request(app).post('/users').send({ name: 'ada' }).set('X-A', 'b').expect(201).expect('Location', '/users/1').expect('Content-Type', /json/);
    assert.deepEqual(body, { id: 1, name: 'ada' });
  });
  it('keeps cookies', async () => {
    const agent = request.agent(app);
    await agent.get('/cookie').expect('none');
    await agent.get('/cookie').expect('seen=1');
  });
  it('calls back', (t, done) => { request(app).get('/file').buffer(true).expect('Content-Disposition', 'attachment; filename="a.txt"').expect(200, 'text', done); });
  it('tells what differs', async () => {
    await assert.rejects(request(app).get('/none').expect(200), /expected 200 "OK", got 404 "Not Found"/);
    await assert.rejects(request(app).get('/file').expect('other'), { message: "expected 'other' response body, got 'text'" });
  });
});
describe('fastify', () => {
  const fastify = Fastify();
  before(() => { fastify.get('/', async () => ({ hello: 'world' })); return fastify.ready(); });
  after(() => fastify.close());
  it('answers', async () => { await request(fastify.server).get('/').expect(200, { hello: 'world' }); });
});
