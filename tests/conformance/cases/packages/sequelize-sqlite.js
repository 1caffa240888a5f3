// sequelize with a real database: its sqlite dialect, given node:sqlite in the shape of the package sqlite3, whose own code is native.
const { DatabaseSync } = require('node:sqlite');
const { DataTypes, Op, Sequelize, Transaction, UniqueConstraintError } = require('sequelize');

/** As much of sqlite3 as sequelize uses. */
class Database {
  constructor(filename, _mode, opened) {
    // A database in memory is kept for all of sequelize's connections.
    this.filename = filename;
    this.database = new DatabaseSync(filename);
    process.nextTick(opened, null);
  }
  static values(parameters) {
    if (Array.isArray(parameters)) return parameters;
    return Object.keys(parameters ?? {}).length === 0 ? [] : [parameters];
  }
  run(sql, ...rest) {
    this.#execute(sql, rest, (statement, values) => {
      const { lastInsertRowid, changes } = statement.run(...values);
      return { context: { sql, lastID: Number(lastInsertRowid), changes: Number(changes) } };
    });
  }
  all(sql, ...rest) {
    this.#execute(sql, rest, (statement, values) => ({ context: { sql }, result: statement.all(...values).map((row) => ({ ...row })) }));
  }
  #execute(sql, rest, act) {
    const done = typeof rest.at(-1) === 'function' ? rest.pop() : () => {};
    let outcome;
    try {
      outcome = act(this.database.prepare(sql), Database.values(rest[0]));
    } catch (error) {
      const code = { 2067: 'SQLITE_CONSTRAINT', 1555: 'SQLITE_CONSTRAINT', 787: 'SQLITE_CONSTRAINT' }[error.errcode] ?? 'SQLITE_ERROR';
      return process.nextTick(() => done.call({ sql }, Object.assign(new Error(`${code}: ${error.message}`), { code, errno: error.errcode })));
    }
    process.nextTick(() => done.call(outcome.context, null, outcome.result));
  }
  serialize(action) {
    action();
  }
  close(done) {
    this.database.close();
    process.nextTick(done, null);
  }
}

(async () => {
  const statements = [];
  const sequelize = new Sequelize({
    dialect: 'sqlite', storage: ':memory:', logging: (sql) => statements.push(sql), dialectModule: { Database, OPEN_READWRITE: 2, OPEN_CREATE: 4, OPEN_FULLMUTEX: 0x10000 },
  });
  const User = sequelize.define('User', {
    name: { type: DataTypes.STRING, allowNull: false, unique: true },
    active: { type: DataTypes.BOOLEAN, defaultValue: true },
    born: DataTypes.DATEONLY,
    tags: DataTypes.JSON,
  }, { timestamps: false, paranoid: false });
  const Post = sequelize.define('Post', { title: DataTypes.TEXT, stars: DataTypes.FLOAT }, { timestamps: false });
  User.hasMany(Post, { as: 'posts', foreignKey: 'author', onDelete: 'CASCADE' });
  Post.belongsTo(User, { as: 'writer', foreignKey: 'author' });
  await sequelize.authenticate();
  await sequelize.sync();
  console.log((await sequelize.getQueryInterface().showAllTables()).sort(), Object.keys(await User.describe()));

  const ada = await User.create({ name: 'ada', born: '1815-12-10', tags: ['math'], posts: [{ title: 'Notes', stars: 4.5 }, { title: 'More' }] }, { include: 'posts' });
  console.log(ada.toJSON());
  await User.bulkCreate([{ name: 'grace', active: false }, { name: 'linus' }]);
  console.log((await User.findAll({ where: { [Op.or]: [{ active: false }, { name: { [Op.like]: 'a%' } }] }, order: [['name', 'DESC']] })).map((user) => user.get({ plain: true })));
  console.log((await User.findOne({ where: { name: 'ada' }, include: [{ association: 'posts', attributes: ['title'] }], order: [['posts', 'id', 'ASC']] })).toJSON());
  console.log(await User.count(), await Post.max('stars'), await Post.findAndCountAll({ limit: 1, raw: true, order: ['id'] }));
  console.log(await User.update({ active: true }, { where: { name: 'grace' } }), await User.increment('id', { by: 0, where: { name: 'linus' } }).then(() => 'incremented'));
  console.log((await User.findOrCreate({ where: { name: 'linus' }, defaults: { active: false } }))[1]);
  await User.create({ name: 'ada' }).catch((error) => console.log(error instanceof UniqueConstraintError, error.errors.map(({ path, message }) => [path, message])));
  await Post.create({ title: 'Nobody wrote this', author: 99 }).catch((error) => console.log(error.name));
  await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE }, async (transaction) => {
    await User.create({ name: 'rolled back' }, { transaction });
    throw new Error('changed my mind');
  }).catch((error) => console.log(error.message));
  await sequelize.transaction(async (transaction) => { await User.create({ name: 'kept' }, { transaction }); });
  await ada.destroy();
  console.log(await User.count(), await Post.count(), await sequelize.query('SELECT name FROM Users WHERE name = $name', { bind: { name: 'kept' }, type: 'SELECT' }));
  console.log(statements.filter((sql) => /CREATE TABLE|BEGIN|ROLLBACK|COMMIT/.test(sql)).map((sql) => sql.replace(/\([0-9a-f-]{36}\)/, '(id)')));
  await sequelize.close();
})();
