// Workers: their events, messages, ends; a worker that dies is replaced; a port that is taken.
const cluster = require('node:cluster');
const net = require('node:net');

if (cluster.isPrimary) {
  console.log(cluster.isMaster, cluster.isWorker, cluster.worker, cluster.schedulingPolicy === cluster.SCHED_RR);
  cluster.setupPrimary({ args: ['given'], silent: false });
  console.log(cluster.settings.args, cluster.settings.exec === __filename, cluster.settings.silent);
  const log = [];
  for (const event of ['fork', 'online', 'disconnect', 'exit']) {
    cluster.on(event, (worker, ...rest) => log.push([event, worker.id, ...rest]));
  }
  const taken = net.createServer().listen(0, () => {
    const worker = cluster.fork({ TAKEN: taken.address().port });
    worker.on('message', (message) => {
      console.log('primary got', message, worker.isConnected(), worker.isDead());
      if (message.what === 'ready') worker.send({ what: 'fail' });
      else if (message.what === 'taken') worker.send({ what: 'crash' });
    });
    worker.on('exit', (code, signal) => {
      console.log('exit', code, signal, worker.exitedAfterDisconnect, worker.isDead());
      const second = cluster.fork({ SECOND: '1' });
      second.on('online', () => second.kill());
      second.on('exit', (secondCode, secondSignal) => {
        console.log('second', secondCode, secondSignal, second.exitedAfterDisconnect);
        taken.close();
        console.log(log.filter(([event]) => event !== 'disconnect'));
        console.log(Object.keys(cluster.workers));
      });
    });
  });
} else {
  const { worker } = cluster;
  if (process.env.SECOND) {
    setInterval(() => {}, 1000);
    return;
  }
  process.on('message', ({ what }) => {
    if (what === 'crash') throw new RangeError('the worker crashed');
    net.createServer().on('error', (error) => process.send({ what: 'taken', code: error.code, syscall: error.syscall })).listen(Number(process.env.TAKEN));
  });
  process.send({ what: 'ready', id: worker.id, args: process.argv.slice(2), primary: cluster.isPrimary, connected: worker.isConnected(), same: worker.process === process });
}
