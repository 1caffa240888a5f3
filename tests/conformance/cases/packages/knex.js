// knex: the SQL that it builds for each database, and what it says when there is no server.
const Knex = require('knex');
for (const client of ['pg', 'mysql2', 'better-sqlite3']) {
  const knex = Knex({ client, useNullAsDefault: true, connection: undefined });
  const show = (query) => console.log(client, query.toString());
  show(knex('users').select('id', 'name').where({ active: true }).andWhere('age', '>', 20).whereIn('id', [1, 2]).orderBy('name').limit(5).offset(10));
  show(knex('users').join('posts', 'users.id', 'posts.user_id').count('* as total').groupBy('users.id').having('total', '>', 1));
  show(knex('users').insert({ name: "O'Hara" }).returning('id'));
  show(knex('users').where('id', 1).update({ name: knex.raw('upper(name)') }).increment('seen', 2));
  show(knex('users').whereExists(knex('posts').whereRaw('posts.user_id = users.id')).del());
  show(knex.with('recent', knex('posts').where('at', '>', 5)).select('*').from('recent').union(knex('old')));
  show(knex.schema.createTable('t', (table) => { table.increments(); table.string('name', 50).notNullable().unique(); table.jsonb('data'); table.timestamps(true, true); table.foreign('user_id').references('users.id').onDelete('CASCADE'); }));
  console.log(knex('a').where('b', 1).toSQL().toNative());
}
const knex = Knex({ client: 'pg', connection: { host: '127.0.0.1', port: 9, user: 'x', password: 'y' }, pool: { min: 0, max: 1 } });
knex('users').select().then(() => console.log('?'), (error) => console.log(error.code)).finally(() => knex.destroy());
