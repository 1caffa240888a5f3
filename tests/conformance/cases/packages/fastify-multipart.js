// @fastify/multipart: files as streams and as buffers, fields, limits, fields in the body, a body that is none.
const Fastify = require('fastify');
const { createHash } = require('node:crypto');
(async () => {
  const app = Fastify();
  app.register(require('@fastify/multipart'), { limits: { fileSize: 100_000, files: 2 } });
  app.post('/parts', async (request) => {
    const parts = [];
    for await (const part of request.parts()) {
      if (part.type === 'field') parts.push([part.fieldname, part.value]);
      else {
        const hash = createHash('sha256');
        for await (const chunk of part.file) hash.update(chunk);
        parts.push([part.fieldname, part.filename, part.mimetype, part.file.truncated, hash.digest('hex')]);
      }
    }
    return parts;
  });
  app.post('/file', async (request) => {
    const data = await request.file();
    return { size: (await data.toBuffer()).length, fields: Object.keys(data.fields) };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const post = async (path, body, headers) => {
    const response = await fetch(`http://127.0.0.1:${app.server.address().port}${path}`, { method: 'POST', body, headers });
    console.log(path, response.status, await response.text());
  };
  const form = (...parts) => {
    const data = new FormData();
    for (const [name, value, file] of parts) file ? data.append(name, new Blob([value], { type: 'text/csv' }), file) : data.append(name, value);
    return data;
  };
  await post('/parts', form(['title', 'ünïcode'], ['file', 'a,b\n'.repeat(20_000), 'table.csv'], ['after', '2']));
  await post('/file', form(['first', '1'], ['file', 'x'.repeat(99_999), 'x.csv']));
  await post('/file', form(['file', 'x'.repeat(100_001), 'x.csv']));
  await post('/parts', form(['a', '1', 'a'], ['b', '2', 'b'], ['c', '3', 'c']));
  await post('/parts', JSON.stringify({}), { 'Content-Type': 'application/json' });
  await app.close();
})();
