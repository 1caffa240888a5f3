// What is not there is named, with the require stack.
for (const id of ['./missing.js', 'missing-package', 'node:missing', './empty-folder']) {
  try {
    require(id);
  } catch (error) {
    console.log(error.code, '|', error.message.split('\n')[0], '|', error.requireStack?.length);
  }
}
