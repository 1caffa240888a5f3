// BroadcastChannel reaches every other channel of its name, in all threads of the process.
const { Worker, BroadcastChannel, isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const channel = new BroadcastChannel('news');
  const other = new BroadcastChannel('other');
  other.onmessage = () => console.log('wrong channel');
  let ready = 0;
  const heard = [];
  channel.onmessage = ({ data }) => {
    if (data === 'ready') {
      if (++ready === 2) channel.postMessage({ text: 'to all' });
      return;
    }
    heard.push(data);
    if (heard.length === 2) {
      console.log(heard.sort());
      channel.close();
      other.close();
    }
  };
  for (const name of ['a', 'b']) new Worker(__filename, { argv: [name] }).on('exit', (code) => console.log('exit', code));
} else {
  const channel = new BroadcastChannel('news');
  channel.onmessage = ({ data }) => {
    if (data.text !== 'to all') return;
    channel.postMessage(`${process.argv[2]} heard ${data.text}`);
    channel.close();
  };
  channel.postMessage('ready');
}
