import express from 'express';

const app = express();

// Answer GET / here.

// Listen on port 3000 here.
