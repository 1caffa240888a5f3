// A database is a file of the program's folder: written, read again, journal and all, by several connections.
const fs = require('node:fs');
const { DatabaseSync } = require('node:sqlite');
const file = `${__dirname}/data.db`;
const db = new DatabaseSync(file);
db.exec('CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
const insert = db.prepare('INSERT INTO users(name) VALUES (:name)');
for (const name of ['Ada', 'Grace', 'Barbara']) console.log(insert.run({ name }));
console.log(db.location() === file, fs.statSync(file).size, fs.readFileSync(file).subarray(0, 15).toString());
db.exec('BEGIN');
insert.run({ name: 'Nobody' });
console.log(fs.readdirSync(__dirname).filter((name) => name.startsWith('data')));
db.exec('ROLLBACK');
console.log(fs.readdirSync(__dirname).filter((name) => name.startsWith('data')));
const second = new DatabaseSync(file, { readOnly: true, timeout: 1 });
console.log(second.prepare('SELECT count(*) AS n FROM users').get());
db.exec('BEGIN EXCLUSIVE');
try { second.prepare('SELECT * FROM users').all(); } catch (error) { console.log(error.message, error.errcode); }
db.exec('COMMIT');
try { second.exec('DELETE FROM users'); } catch (error) { console.log(error.message, error.errcode); }
db.close();
second.close();
fs.copyFileSync(file, `${__dirname}/copy.db`);
const copy = new DatabaseSync(new URL(`file://${__dirname}/copy.db`));
copy.exec(`ATTACH '${file}' AS original; INSERT INTO users(name) SELECT name FROM original.users; VACUUM`);
console.log(copy.prepare('SELECT count(*) AS n FROM users').get(), copy.prepare('PRAGMA integrity_check').get());
copy[Symbol.dispose]();
fs.writeFileSync(`${__dirname}/not.db`, 'this is no database, but a text that is long enough to be looked at');
try { new DatabaseSync(`${__dirname}/not.db`).prepare('SELECT * FROM sqlite_schema').all(); } catch (error) { console.log(error.message, error.errcode); }
const many = new DatabaseSync(':memory:');
many.exec('CREATE TABLE n(v)');
many.exec('BEGIN');
const add = many.prepare('INSERT INTO n VALUES (?)');
for (let v = 0; v < 20000; v++) add.run(v);
many.exec('COMMIT');
console.log(many.prepare('SELECT count(*) AS c, sum(v) AS s FROM n').get());
