// node:sqlite: parameters, iterators, functions, aggregates, sessions, authorizers, backup, and their errors.
const { DatabaseSync, backup, constants, StatementSync } = require('node:sqlite');
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.name, e.code, e.errcode, e.errstr, e.message);
  }
};
process.removeAllListeners('warning');
process.on('warning', () => {});
const db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
db.exec('create table u(id integer primary key,name text not null unique,n real,b blob,big integer);create table p(uid references u(id))');
const ins = db.prepare('insert into u(name,n,b,big) values(?,?,?,?)');
t(() => ins.run('a', 1.5, new Uint8Array([1, 2]), 2n ** 60n));
t(() => ins.run('a', 1, null, 1));
t(() => ins.run(null, 1, null, 1));
t(() => ins.run(undefined, 1, null, 1));
t(() => ins.run({}, 1));
t(() => ins.run(1, 2, 3, 4, 5));
t(() => db.exec('insert into p values(99)'));
t(() => db.exec('bad sql'));
t(() => db.prepare('select'));
t(() => db.prepare('select * from none'));
t(() => db.prepare('select big from u').get());
const sb = db.prepare('select big,id from u');
sb.setReadBigInts(true);
t(() => sb.get());
sb.setReturnArrays?.(true);
t(() => sb.all());
const nm = db.prepare('select $a as x,:b as y,@c as z');
t(() => nm.get({ a: 1, b: 2, c: 3 }));
t(() => nm.get({ $a: 1, ':b': 2, '@c': 3 }));
t(() => nm.get({ a: 1, q: 2 }));
nm.setAllowUnknownNamedParameters?.(true);
t(() => nm.get({ a: 1, q: 2 }));
nm.setAllowBareNamedParameters(false);
t(() => nm.get({ a: 1 }));
t(() => nm.sourceSQL);
t(() => db.prepare('select ?1').expandedSQL);
t(() => {
  const s = db.prepare('select 1 as a, 2 as a');
  return s.get();
});
t(() => db.prepare('select * from u').columns());
t(() => [...db.prepare('select id from u').iterate()]);
const it = db.prepare('select 1 union select 2').iterate();
t(() => it.next());
t(() => it.return());
t(() => it.next());
t(() => it.toArray());
db.function('add1', (x) => x + 1);
db.function('va', { varargs: true }, (...a) => a.length);
db.function('thr', () => {
  throw new RangeError('udf');
});
db.function('bi', { useBigIntArguments: true }, (x) => typeof x);
db.function('det', { deterministic: true, directOnly: true }, () => 1);
t(() => db.prepare('select add1(1) a,va(1,2,3) b,bi(5) c,det() d').get());
t(() => db.prepare('select thr()').get());
t(() => db.prepare('select add1(1,2)').get());
db.function('bad', () => ({}));
t(() => db.prepare('select bad()').get());
db.function('pr', async () => 1);
t(() => db.prepare('select pr()').get());
t(() => db.function('x', 1));
db.aggregate('sumint', { start: 0, step: (a, v) => a + v });
db.aggregate('avgx', {
  start: () => ({ s: 0, n: 0 }),
  step: (a, v) => ({ s: a.s + v, n: a.n + 1 }),
  result: (a) => a.s / a.n,
  inverse: (a, v) => ({ s: a.s - v, n: a.n - 1 }),
});
t(() => db.prepare('select sumint(x) s,avgx(x) a from (select 1 x union select 3)').get());
t(() => db.prepare('select avgx(x) over (order by x rows 1 preceding) w from (select 1 x union select 3 union select 5)').all());
t(() => db.aggregate('z', {}));
const ses = db.createSession();
db.exec("insert into u(name) values('s1')");
const cs = ses.changeset();
log(cs.constructor.name, cs.length > 0, ses.patchset().length > 0);
ses.close();
t(() => ses.changeset());
const d2 = new DatabaseSync(':memory:');
d2.exec('create table u(id integer primary key,name text not null unique,n real,b blob,big integer)');
t(() => d2.applyChangeset(cs));
t(() => d2.prepare('select name from u').all());
t(() => d2.applyChangeset(cs, { onConflict: () => constants.SQLITE_CHANGESET_OMIT }));
t(() => d2.applyChangeset(cs));
t(() => d2.applyChangeset(1));
t(() => db.createSession({ table: 1 }));
t(() => db.isOpen);
t(() => db.isTransaction);
db.exec('begin');
t(() => db.isTransaction);
db.exec('rollback');
t(() => db.location());
const f = new DatabaseSync('f.db');
f.exec('create table t(x);insert into t values(1)');
t(() => f.location().endsWith('f.db'));
f.close();
t(() => f.exec('select 1'));
t(() => f.close());
t(() => f.open());
t(() => f.prepare('select x from t').get());
const ro = new DatabaseSync('f.db', { readOnly: true });
t(() => ro.exec('insert into t values(2)'));
t(() => new DatabaseSync('no/dir.db'));
t(() => new DatabaseSync(1));
t(() => new DatabaseSync());
t(() => DatabaseSync(':memory:'));
t(() => new StatementSync());
t(() => new DatabaseSync('f.db', { open: false }).isOpen);
t(() => new DatabaseSync(':memory:', { timeout: 'x' }));
t(() => db.loadExtension('x'));
t(() => db.enableLoadExtension(true));
{
  using q = new DatabaseSync(':memory:');
}
t(() => Object.keys(constants).sort().join());
db.setAuthorizer?.((a, b, c) => (b === 'secret' ? constants.SQLITE_DENY : constants.SQLITE_OK));
t(() => db.exec('create table secret(x)'));
db.setAuthorizer?.(null);
const tag = db.createTagStore?.();
if (tag) {
  t(() => tag.get`select name from u where id=${1}`);
  t(() => tag.all`select id from u`);
  t(() => tag.run`insert into u(name) values(${'tagged'})`);
  t(() => [...tag.iterate`select 1 as o`]);
  t(() => tag.size);
}
(async () => {
  log(await backup(f, 'copy.db', { rate: 1, progress: (p) => log(typeof p.totalPages) }));
  const c = new DatabaseSync('copy.db');
  log(c.prepare('select count(*) n from t').get());
  await backup(f, 'no/dir/x.db').catch((e) => log(e.code, e.message));
  try {
    await backup(1, 'x');
  } catch (e) {
    log(e.code, e.message);
  }
  log(Object.getOwnPropertyNames(DatabaseSync.prototype).sort().join(), Object.getOwnPropertyNames(StatementSync.prototype).sort().join());
})();
