// Extra fields and the cause of an uncaught error are printed.
const error = new Error('with fields', { cause: new TypeError('the cause') });
error.code = 'E_CUSTOM';
error.details = { a: [1, 2] };
throw error;
