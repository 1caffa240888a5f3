// pino and winston: levels, children, serializers, formats, transports that are streams, errors.
const pino = require('pino');
const winston = require('winston');
const fs = require('node:fs');
const logger = pino({ base: { app: 'case' }, timestamp: () => ',"at":0', redact: { paths: ['user.password', 'list[*].key'], censor: '***' }, mixin: () => ({ mixed: 1 }), formatters: { level: (label) => ({ level: label }) }, serializers: { err: ({ message }) => message } }, pino.destination({ dest: 1, sync: true }));
logger.info({ user: { name: 'ada', password: 'x' }, list: [{ key: 1 }] }, 'hello %s %d %j', 'world', 5, { a: 1 });
logger.child({ part: 'db' }, { level: 'error' }).warn('not shown');
logger.child({ part: 'db' }).error(new Error('gone'));
const lines = [];
const multi = pino({ timestamp: false, base: null }, pino.multistream([{ stream: { write: (line) => lines.push(line) } }, { level: 'error', stream: { write: (line) => lines.push(`! ${line}`) } }]));
multi.info('both?');
multi.fatal('both');
console.log(lines);
const file = pino({ timestamp: false, base: null }, pino.destination({ dest: 'pino.log', sync: true }));
file.info('to a file');
console.log(fs.readFileSync('pino.log', 'utf8'));
const w = winston.createLogger({
  level: 'debug',
  format: winston.format.combine(winston.format.errors({ stack: false }), winston.format.splat(), winston.format((info) => (info.private ? false : info))(), winston.format.json()),
  defaultMeta: { service: 'case' },
  transports: [new winston.transports.Console(), new winston.transports.Console({ level: 'warn', format: winston.format.combine(winston.format.colorize(), winston.format.simple()) }), new winston.transports.File({ filename: 'winston.log' })],
});
w.debug('a %s', 'b', { extra: true });
w.warn('careful');
w.error(new Error('failed'));
w.info({ message: 'hidden', private: true });
w.child({ request: 7 }).info('from a child');
w.on('finish', () => setImmediate(() => console.log(fs.readFileSync('winston.log', 'utf8').split('\n').length)));
w.end();
