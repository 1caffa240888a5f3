// socket.io and its client: events, acknowledgements, rooms, namespaces, middleware, binary, both transports, disconnecting.
const { Server } = require('socket.io');
const { io } = require('socket.io-client');
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer();
const sockets = new Server(server, { cors: { origin: 'https://a.example' } });
sockets.use((socket, next) => (socket.handshake.auth.token === 'no' ? next(Object.assign(new Error('not you'), { data: { code: 401 } })) : next()));
sockets.on('connection', (socket) => {
  socket.on('join', (room, done) => { socket.join(room); done([...socket.rooms].length); });
  socket.on('say', (room, text) => socket.to(room).emit('said', text));
  socket.on('binary', (bytes, done) => done(Buffer.from(bytes).reverse()));
  socket.on('leave', () => socket.disconnect());
});
sockets.of('/admin').on('connection', (socket) => socket.emit('welcome', { admin: true }));
listen(server).then(async (port) => {
  const connect = (path, options) => new Promise((resolve, reject) => {
    const socket = io(`http://127.0.0.1:${port}${path}`, { forceNew: true, reconnection: false, ...options });
    socket.once('connect', () => resolve(socket)).once('connect_error', reject);
  });
  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
    const [one, two] = await Promise.all([connect('/', { transports }), connect('/', { transports })]);
    console.log(transports, await one.emitWithAck('join', 'room'), await two.emitWithAck('join', 'room'));
    const said = new Promise((resolve) => two.once('said', resolve));
    one.emit('say', 'room', 'hello room');
    console.log(await said, await one.emitWithAck('binary', Buffer.from([1, 2, 3])));
    const gone = new Promise((resolve) => one.once('disconnect', resolve));
    one.emit('leave');
    console.log(await gone);
    two.disconnect();
  }
  const admin = io(`http://127.0.0.1:${port}/admin`, { forceNew: true });
  console.log(await new Promise((resolve) => admin.once('welcome', resolve)));
  admin.disconnect();
  await connect('/', { auth: { token: 'no' } }).catch((error) => console.log(error.message, error.data));
  await connect('/none').catch((error) => console.log(error.message));
  sockets.close(() => { console.log('closed'); process.exit(); });
});
