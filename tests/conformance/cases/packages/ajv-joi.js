// ajv with formats and keywords of one's own, compiled and strict; joi with references, alternatives and messages.
const Ajv = require('ajv');
const addFormats = require('ajv-formats');
const Joi = require('joi');
const ajv = addFormats(new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true, removeAdditional: true, $data: true }));
ajv.addKeyword({ keyword: 'even', type: 'number', validate: (wanted, value) => (value % 2 === 0) === wanted });
const validate = ajv.compile({ $id: 'user', type: 'object', required: ['name', 'email'], additionalProperties: false, properties: { name: { type: 'string', pattern: '^\\p{L}+$' }, email: { type: 'string', format: 'email' }, age: { type: 'integer', minimum: 0, even: true }, max: { type: 'number', minimum: { $data: '1/age' } }, when: { type: 'string', format: 'date-time' }, role: { type: 'string', default: 'user' } } });
for (const value of [{ name: 'Ada', email: 'a@b.org', age: '36', max: 40, extra: 1 }, { name: '7', email: 'x', age: 3, max: 1, when: 'soon' }, {}]) console.log(validate(value), value, validate.errors);
console.log(ajv.errorsText(validate.errors, { separator: '\n' }));
try {
  new Ajv({ strict: true }).compile({ type: 'object', unknownKeyword: 1 });
} catch (error) {
  console.log(error.message);
}
const schema = Joi.object({ name: Joi.string().alphanum().min(3).required(), password: Joi.string().pattern(/^[a-z]{3,}$/), again: Joi.ref('password'), born: Joi.date().iso().less('2020-01-01'), contact: Joi.alternatives().try(Joi.string().email(), Joi.number()).messages({ 'alternatives.match': 'how to reach {#label}?' }), tags: Joi.array().items(Joi.string().valid('a', 'b')).unique() }).with('password', 'again').xor('born', 'contact');
for (const value of [{ name: 'ada', password: 'abc', again: 'abc', born: '1815-12-10' }, { name: 'a!', password: 'AB', tags: ['a', 'a', 'c'], contact: {} }, {}]) {
  const { error, value: result } = schema.validate(value, { abortEarly: false });
  console.log(error?.details ?? result);
}
Joi.string().external(async (value) => { if (value === 'x') throw new Error('outside says no'); }).validateAsync('x').catch((error) => console.log(error.message));
