// bcryptjs: known hashes, comparing, rounds, both styles of calling it.
const bcrypt = require('bcryptjs');
console.log(bcrypt.hashSync('correct horse', '$2b$06$abcdefghijklmnopqrstuu'));
console.log(bcrypt.compareSync('bcrypt', '$2a$04$mUNc4A1s8mzGCXDjUjxyI.SKqu5pUUeVVNvNMF6BMDQIfhqnXXlCy'), bcrypt.getRounds('$2b$06$abcdefghijklmnopqrstuu'));
bcrypt.hash('pass', 4).then(async (hash) => {
  console.log(hash.length, hash.slice(0, 7), await bcrypt.compare('pass', hash), await bcrypt.compare('other', hash));
  bcrypt.compare('pass', hash, (error, same) => {
    console.log(error, same);
    takeTurns();
  });
});
let turns = 0;
function takeTurns() {
  const timer = setInterval(() => turns++, 1);
  bcrypt.hash('slow', 9, (error, hash) => {
    clearInterval(timer);
    console.log(error, hash.length, turns > 0);
  });
}
for (const attempt of [() => bcrypt.hashSync('x', 'no salt'), () => bcrypt.hashSync(5), () => bcrypt.compareSync('x')]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.message);
  }
}
