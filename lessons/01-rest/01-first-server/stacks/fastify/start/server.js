import Fastify from 'fastify';

const app = Fastify();

// Answer GET / here.

// Listen on port 3000 here.
