// Throwing something that is no error.
throw { not: 'an error' };
