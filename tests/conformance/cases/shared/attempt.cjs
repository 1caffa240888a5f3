// Prints what an action gives, bytes in hexadecimal, or the error that it throws.
module.exports = (name, action) => {
  try {
    const value = action();
    console.log(name, Buffer.isBuffer(value) ? value.toString('hex') : value);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
