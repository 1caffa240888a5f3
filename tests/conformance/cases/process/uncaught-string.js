// Throwing a string.
throw 'just text';
