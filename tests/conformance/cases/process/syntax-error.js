// A syntax error is shown with file, line and caret.
const fine = 1;
const broken = {;
