// sequelize: models, validation, hooks and the SQL that it builds, on a connection that is not there.
const { Sequelize, DataTypes, Op, ValidationError } = require('sequelize');
const sequelize = new Sequelize('postgres://user:pass@127.0.0.1:9/db', { logging: false, pool: { max: 1 } });
const User = sequelize.define('User', { name: { type: DataTypes.STRING, allowNull: false, validate: { len: [2, 10], isAlpha: true } }, email: { type: DataTypes.STRING, unique: true, validate: { isEmail: { msg: 'no address' } } }, role: DataTypes.ENUM('a', 'b'), full: { type: DataTypes.VIRTUAL, get() { return `${this.name} <${this.email}>`; } } }, { paranoid: true, hooks: { beforeValidate: (user) => { user.name &&= user.name.trim(); } } });
const Post = sequelize.define('Post', { title: DataTypes.TEXT });
User.hasMany(Post, { as: 'posts', foreignKey: 'author' });
Post.belongsTo(User, { foreignKey: 'author' });
const generator = sequelize.getQueryInterface().queryGenerator;
console.log(generator.selectQuery('Users', { attributes: ['id', 'name'], where: { name: { [Op.like]: 'a%' }, [Op.or]: [{ id: 1 }, { id: { [Op.gt]: 5 } }] }, order: [['name', 'DESC']], limit: 3 }, User));
console.log(generator.insertQuery('Users', { name: "O'Hara", role: 'a' }, User.rawAttributes, {}));
console.log(generator.updateQuery('Users', { name: 'x' }, { id: 1 }, {}, User.rawAttributes));
console.log(generator.deleteQuery('Users', { id: [1, 2] }, {}, User));
(async () => {
  const user = User.build({ name: ' ada ', email: 'ada@example.org' });
  await user.validate();
  console.log(user.toJSON(), user.changed(), user.isNewRecord);
  await User.build({ name: 'x1', email: 'no' }).validate().catch((error) => console.log(error instanceof ValidationError, error.errors.map(({ path, message, validatorKey }) => [path, message, validatorKey])));
  await User.build({}).validate().catch((error) => console.log(error.name, error.message));
  await sequelize.authenticate().catch((error) => console.log(error.name, error.parent.code));
  await sequelize.close();
})();
