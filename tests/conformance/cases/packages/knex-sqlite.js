// knex with a real database: its client for better-sqlite3 on top of node:sqlite. Migrations, queries, transactions, errors.
const Knex = require('knex');
const Client = require('knex/lib/dialects/better-sqlite3/index.js');
const { DatabaseSync } = require('node:sqlite');

/** SQLite has no booleans. */
const bound = (values = []) => values.map((value) => (typeof value === 'boolean' ? Number(value) : (value ?? null)));

/** As much of better-sqlite3 as knex uses. */
class Database {
  constructor(filename) {
    this.database = new DatabaseSync(filename);
  }
  prepare(sql) {
    const statement = this.database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      all: (values) => statement.all(...bound(values)),
      iterate: (values) => statement.iterate(...bound(values)),
      run: (values) => statement.run(...bound(values)),
    };
  }
  close() {
    this.database.close();
  }
}
class NodeSqliteClient extends Client {
  _driver() {
    return Database;
  }
}

const migrations = {
  getMigrations: async () => ['01-users', '02-posts'],
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    '01-users': {
      up: (knex) => knex.schema.createTable('users', (table) => {
        table.increments();
        table.string('name', 50).notNullable().unique();
        table.boolean('active').defaultTo(true);
        table.json('settings');
      }),
      down: (knex) => knex.schema.dropTable('users'),
    },
    '02-posts': {
      up: (knex) => knex.schema.createTable('posts', (table) => {
        table.increments();
        table.text('title').notNullable();
        table.float('stars');
        table.integer('author').references('users.id').onDelete('CASCADE');
      }),
      down: (knex) => knex.schema.dropTable('posts'),
    },
  })[name],
};

(async () => {
  const knex = Knex({ client: NodeSqliteClient, connection: { filename: ':memory:' }, useNullAsDefault: true, pool: { min: 1, max: 1 } });
  const queries = [];
  knex.on('query', ({ sql, bindings }) => queries.push([sql, bindings]));
  console.log(await knex.migrate.latest({ migrationSource: migrations }), await knex.migrate.currentVersion({ migrationSource: migrations }));
  console.log(await knex.schema.hasTable('posts'), await knex.schema.hasColumn('users', 'age'), Object.keys(await knex('users').columnInfo()));
  await knex.schema.alterTable('users', (table) => table.integer('age'));

  queries.length = 0;
  console.log(await knex('users').insert({ name: 'ada', age: 36, settings: JSON.stringify({ theme: 'dark' }) }));
  console.log(await knex('users').insert([{ name: 'grace', active: false }, { name: 'linus', age: 21 }]).returning(['id', 'name', 'active']));
  await knex.batchInsert('posts', [{ title: 'Notes', stars: 4.5, author: 1 }, { title: 'Bugs', stars: 5, author: 2 }, { title: 'More', author: 1 }], 2);
  console.log(await knex('users').select().orderBy('name', 'desc').limit(2));
  console.log(await knex('users as u').leftJoin('posts as p', 'p.author', 'u.id').groupBy('u.id').select('u.name').count({ posts: 'p.id' }).avg({ stars: 'p.stars' }).having('posts', '>', 0));
  console.log(await knex('users').where('age', '>', 30).orWhereNull('age').pluck('name'), await knex('users').where({ name: 'nobody' }).first());
  console.log(await knex('users').where({ name: 'ada' }).update({ age: knex.raw('age + ?', [1]) }), await knex('users').where({ name: 'ada' }).first('age'));
  console.log(await knex('users').insert({ name: 'ada', age: 1 }).onConflict('name').merge(['age']).returning('age'));
  console.log(await knex('posts').whereIn('author', knex('users').select('id').where('name', 'like', 'a%')).del());
  console.log(queries.length > 8, queries.find(([sql]) => sql.startsWith('delete')));

  await knex('users').insert({ name: 'ada' }).catch((error) => console.log(error.code, error.message));
  await knex('nothing').select().catch((error) => console.log(error.code, error.message));
  await knex.transaction(async (trx) => {
    await trx('users').insert({ name: 'rolled back' });
    throw new Error('changed my mind');
  }).catch((error) => console.log(error.message));
  const count = await knex.transaction(async (trx) => {
    await trx('users').insert({ name: 'kept' });
    return trx('users').count({ all: '*' }).first();
  });
  console.log(count, await knex.raw('select ? as one, ? as two', [1, 'b']));
  for await (const row of knex('users').select('name').orderBy('id').stream()) console.log(row);
  console.log(await knex.migrate.rollback({ migrationSource: migrations }, true), await knex.schema.hasTable('users'));
  await knex.destroy();
})();
