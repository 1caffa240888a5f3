// drizzle-orm with a real database, node:sqlite, through its proxy driver: tables, constraints, relations, transactions.
import { DatabaseSync } from 'node:sqlite';
import { and, avg, desc, eq, gt, relations, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const users = sqliteTable('users', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull().unique(),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  settings: text({ mode: 'json' }),
  joined: integer({ mode: 'timestamp' }),
});
const posts = sqliteTable('posts', { id: integer().primaryKey(), title: text().notNull(), stars: real(), authorId: integer('author_id').references(() => users.id, { onDelete: 'cascade' }) });
const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));
const postsRelations = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.authorId], references: [users.id] }) }));

const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
const db = drizzle(async (query, parameters, method) => {
  const statement = database.prepare(query);
  statement.setReturnArrays(true);
  if (method === 'run') return { rows: [], ...statement.run(...parameters) };
  return { rows: method === 'get' ? statement.get(...parameters) : statement.all(...parameters) };
}, { schema: { users, posts, usersRelations, postsRelations } });

await db.run(sql`CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, active INTEGER NOT NULL DEFAULT 1, settings TEXT, joined INTEGER)`);
await db.run(sql`CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, stars REAL, author_id INTEGER REFERENCES users(id) ON DELETE CASCADE)`);

const made = await db.insert(users).values([
  { name: 'ada', settings: { theme: 'dark' }, joined: new Date('2026-01-02T03:04:05Z') },
  { name: 'grace', active: false },
]).returning();
console.log(made);
await db.insert(posts).values([{ title: 'Notes', stars: 4.5, authorId: 1 }, { title: 'Bugs', stars: 5, authorId: 2 }, { title: 'More notes', authorId: 1 }]);
console.log(await db.select().from(users).where(and(eq(users.active, true), gt(users.id, 0))));
console.log(await db.select({ name: users.name, posts: sql`count(*)`, stars: avg(posts.stars) }).from(users).innerJoin(posts, eq(posts.authorId, users.id)).groupBy(users.id).orderBy(desc(users.id)));
console.log(await db.query.users.findMany({ with: { posts: { columns: { title: true }, orderBy: desc(posts.id) } } }));
console.log(await db.query.posts.findFirst({ with: { author: true }, where: eq(posts.title, 'Bugs') }));
console.log(await db.update(users).set({ settings: ['list'] }).where(eq(users.name, 'grace')).returning({ id: users.id, settings: users.settings }));
await db.insert(users).values({ name: 'ada' }).catch((error) => console.log(error.message.split('\n')[0], error.cause?.code, error.cause?.message));
await db.insert(users).values({ name: 'ada', active: false }).onConflictDoUpdate({ target: users.name, set: { active: false } });
console.log(await db.select({ active: users.active }).from(users).where(eq(users.name, 'ada')).get());
await db.transaction(async (transaction) => {
  await transaction.insert(users).values({ name: 'rolled back' });
  throw new Error('changed my mind');
}).catch((error) => console.log(error.message));
await db.transaction(async (transaction) => { await transaction.delete(users).where(eq(users.name, 'ada')); });
console.log(await db.$count(users), await db.$count(posts));
const byName = db.select().from(users).where(eq(users.name, sql.placeholder('name'))).prepare();
console.log(await byName.get({ name: 'grace' }), await byName.all({ name: 'nobody' }));
