// An uncaught "Cannot find module" prints its require stack.
require('./not-there');
