// os: kinds and shapes of what it tells, its constants and line ending.
const os = require('node:os');
for (const [name, value] of Object.entries(os)) if (typeof value === 'function' && value.length === 0 && !/setPriority|getPriority/.test(name)) { const r = value(); console.log(name, Array.isArray(r) ? 'array' : typeof r); }
console.log(JSON.stringify(os.EOL), os.devNull, os.constants.signals.SIGTERM, os.constants.errno.ENOENT, os.platform(), os.type(), os.arch(), os.endianness(), os.constants.priority.PRIORITY_LOW);
console.log(Object.keys(os.cpus()[0]), Object.keys(os.cpus()[0].times), Object.keys(os.userInfo()).sort(), os.loadavg().length, os.totalmem() >= os.freemem(), os.uptime() > 0, `${os.tmpdir}`, os.availableParallelism() > 0);
for (const f of [() => os.getPriority('x'), () => os.setPriority(1, 100), () => os.userInfo({ encoding: 5 }).uid >= 0]) { try { console.log(f()); } catch (error) { console.log(error.code, error.message); } }
