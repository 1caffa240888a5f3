// backup: steps of some pages with progress, and what it refuses.
const s = require('node:sqlite');
const { DatabaseSync, StatementSync } = s;
const t = (f) => { try { console.log(f()); } catch (e) { console.log('!', e.name, e.code, e.message, e.errcode, e.errstr, Object.keys(e)); } };
(async () => { const d = new DatabaseSync(':memory:'); d.exec('create table x(a); ');
for (let i = 0; i < 300; i++) d.exec(`insert into x values (zeroblob(3000))`);
console.log(await s.backup(d, __dirname + '/np-b.db', { rate: 50, progress: (p) => console.log(p) }));
for (const a of [[d], [d, 1], [d, 'x', 1], [d, 'x', { rate: 'x' }], [d, 'x', { source: 1 }], [d, 'x', { target: 1 }], [d, 'x', { progress: 1 }], [d, '/nonexistent/x']]) try { console.log(await s.backup(...a)); } catch (e) { console.log(e.name, e.code, e.message, e.errcode, e.errstr); } console.log(new DatabaseSync(__dirname + '/np-b.db').prepare('select count(*) n from x').get()); })();
