// Rejecting with something that is no error.
Promise.reject(undefined);
