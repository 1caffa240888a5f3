// Which of TypeScript's complaints concern JavaScript that nobody annotated: those about what would fail or surprise when the program runs. All
// others ask for types and are kept to TypeScript files. Numbers: TypeScript's diagnosticMessages.json.

const CODES: ReadonlySet<number> = new Set([
  2300, // Duplicate identifier
  2304, // Cannot find name
  2305, // Module has no exported member
  2307, // Cannot find module
  2349, // This expression is not callable
  2351, // This expression is not constructable
  2440, // Import declaration conflicts with local declaration
  2448, // Block-scoped variable used before its declaration
  2449, // Class used before its declaration
  2451, // Cannot redeclare block-scoped variable
  2539, // Cannot assign to a function
  2551, // Property does not exist. Did you mean ...?
  2552, // Cannot find name. Did you mean ...?
  2554, // Expected n arguments
  2555, // Expected at least n arguments
  2588, // Cannot assign to a constant
  2613, // Module has no default export. Did you mean { ... }?
  2614, // Module has no exported member. Did you mean its default?
  2632, // Cannot assign to an import
  2724, // Module has no exported member. Did you mean ...?
  2801, // This condition will always be true since a promise is always defined
  2834, // Relative import paths need explicit file extensions
  2835, // Relative import paths need explicit file extensions. Did you mean ...?
  2839, // This condition will always be false: objects are compared by reference
  7027, // Unreachable code
  18004, // No value exists in scope for the shorthand property
]);

/** @param code TypeScript's number of a diagnostic */
export function concernsJavaScript(code: number): boolean {
  // Numbers in the thousands are of the syntax: they are wrong in any language.
  return code < 2000 || CODES.has(code);
}
