// Errors as console prints them: own frames with file and line.
class ValidationError extends Error {
  constructor(message, field) {
    super(message);
    this.name = 'ValidationError';
    this.field = field;
  }
}
function validate() {
  return new ValidationError('name is required', 'name');
}
console.log(validate());
console.error({ error: validate() });
