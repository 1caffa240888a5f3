// Names of columns when the table changes under a statement, parameters with and without names mixed, texts of any length.
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(':memory:');
const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return `${error.code} ${error.errcode ?? ''} ${error.message}`;
  }
};

database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)');
database.exec("INSERT INTO users (name) VALUES ('Ada')");
const all = database.prepare('SELECT * FROM users');
console.log(all.get(), all.all());
database.exec('ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 36');
console.log(all.get(), all.all());
database.exec('ALTER TABLE users RENAME COLUMN name TO title');
console.log(all.all(), [...all.iterate()]);
all.setReturnArrays(true);
console.log(all.all());
database.exec('ALTER TABLE users DROP COLUMN age');
console.log(all.all());
all.setReturnArrays(false);
console.log(all.all());
console.log(database.prepare('SELECT 1 AS a, 2 AS a, 3 AS "", 4 AS "__proto__"').get());

const mixed = database.prepare('SELECT ? AS first, $named AS named, ? AS second, ?7 AS seventh');
console.log(attempt(() => mixed.get({ named: 'n' }, 1, 2)));
console.log(attempt(() => mixed.get({ $named: 'n' }, 1, 2, 7)));
console.log(attempt(() => mixed.get(1)));
const one = database.prepare('SELECT ? AS value');
console.log(attempt(() => one.get()), attempt(() => one.get(1, 2)), attempt(() => one.get(1, 2, 3)), attempt(() => database.prepare('SELECT 1 AS value').get(1)));

for (const text of ['', 'a', 'é€😀', '\ufeffwith a mark', 'a\0b', '\ud800', 'x'.repeat(5460), 'x'.repeat(5461), '€'.repeat(5461), '€'.repeat(20_000)]) {
  const { value } = one.get(text);
  console.log(text.length, value.length, value === text, JSON.stringify(value.slice(0, 12)), database.prepare('SELECT length(CAST(? AS BLOB)) AS bytes').get(text).bytes);
}

// A function that asks the database while SQLite has a text of its own.
database.function('ask', (text) => one.get(`asked for ${text}`).value);
console.log(database.prepare('SELECT ask(?) AS first, ask(?) AS second').get('this', 'that'));
console.log(attempt(() => database.prepare(`SELECT ask('in the statement') AS ${'long'.repeat(2000)}`).all().length));
