// multer: fields, files in memory and on disk, limits, a filter, broken bodies.
const express = require('express');
const multer = require('multer');
const fs = require('node:fs');
const app = express();
const memory = multer({ limits: { fileSize: 50_000 }, fileFilter: (request, file, done) => done(null, file.originalname !== 'no.txt') });
const disk = multer({ storage: multer.diskStorage({ destination: 'uploads', filename: (request, file, done) => done(null, `kept-${file.originalname}`) }) });
fs.mkdirSync('uploads', { recursive: true });
app.post('/memory', memory.array('files', 2), (request, response) => response.json({
  body: request.body, files: request.files.map(({ buffer, ...file }) => ({ ...file, sum: require('node:crypto').createHash('sha1').update(buffer).digest('hex') })),
}));
app.post('/disk', disk.single('file'), (request, response) => response.json({ file: request.file, text: fs.readFileSync(request.file.path, 'utf8') }));
app.post('/none', multer().none(), (request, response) => response.json(request.body));
app.use((error, request, response, next) => response.status(400).json({ name: error.name, code: error.code, field: error.field, message: error.message }));
const form = (parts) => {
  const data = new FormData();
  for (const [name, value, file] of parts) file ? data.append(name, new Blob([value], { type: 'text/plain' }), file) : data.append(name, value);
  return data;
};
const server = app.listen(0, '127.0.0.1', async () => {
  const post = async (path, body, headers) => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { method: 'POST', body, headers });
    console.log(path, response.status, await response.json());
  };
  await post('/memory', form([['title', 'héllo'], ['list[]', '1'], ['list[]', '2'], ['a[b]', 'c'], ['files', 'one\n'.repeat(9000), 'one.txt'], ['files', 'x', 'no.txt']]));
  await post('/memory', form([['files', 'x'.repeat(50_001), 'large.txt']]));
  await post('/memory', form([['files', '1', '1.txt'], ['files', '2', '2.txt'], ['files', '3', '3.txt']]));
  await post('/disk', form([['file', 'on disk', 'd.txt']]));
  await post('/disk', form([['other', 'on disk', 'd.txt']]));
  await post('/none', form([['a', '1']]));
  await post('/memory', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nnever ends', { 'Content-Type': 'multipart/form-data; boundary=b' });
  await post('/memory', 'x', { 'Content-Type': 'multipart/form-data' });
  server.close();
});
