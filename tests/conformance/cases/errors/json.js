// JSON.parse errors and the text that engines add.
for (const text of ['{', '{"a":}', '', 'undefined', '{"a":1,}', '[1 2]', '"\u0001"']) {
  try {
    JSON.parse(text);
  } catch (error) {
    console.log(error.name, error.message);
  }
}
