// The end of a program that rejects with an object.
Promise.reject({ status: 404 });
