// What a program asks of process.
console.log(process.version, process.versions.node, process.release.name, process.release.lts, process.platform, process.arch);
console.log(process.argv.length, process.argv.slice(2), process.execArgv, process.title, process.argv0);
console.log(typeof process.pid, typeof process.ppid, typeof process.uptime(), Array.isArray(process.hrtime()), typeof process.hrtime.bigint(), process.exitCode);
console.log(Object.keys(process.memoryUsage()), typeof process.memoryUsage.rss(), process.cpuUsage().user >= 0, Object.keys(process.features).sort(), process.config.variables !== undefined);
console.log(process.umask().toString(8), process.emitWarning.length, process.stdout.fd, process.stderr.fd, process.stdout.writable, process.env.CASE, 'NOT_SET' in process.env, process.env.NOT_SET);
process.env.NUMBER = 5;
console.log(process.env.NUMBER, delete process.env.NUMBER, process.env.NUMBER, Object.prototype.toString.call(process), process[Symbol.toStringTag]);
