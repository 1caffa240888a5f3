// Prettier's command: formats files to standard output, and shows where one can't be parsed.
require('prettier/bin/prettier.cjs');
