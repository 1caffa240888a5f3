// What a package.json of a learner's server may say, for completion and for mistakes in it. Facts: Node 24 doc/api/packages.md and npm's package.json
// documentation; only what concerns a program that is run, not published.
const text = (description: string) => ({ type: 'string', description }) as const;
const versions = (description: string) => ({ type: 'object', description, additionalProperties: { type: 'string', description: 'A version or a range of versions, such as ^5.0.0' } }) as const;

/** A JSON schema. */
export const packageJsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^(@[a-z0-9-~][a-z0-9-._~]*/)?[a-z0-9-~][a-z0-9-._~]*$', description: 'The name of the project, in lower case' },
    version: text('The version of the project, such as 1.0.0'),
    private: { type: 'boolean', description: 'true: npm refuses to publish the project' },
    description: text('What the project is'),
    type: { enum: ['module', 'commonjs'], description: 'module: .js files are ES modules, with import and export. commonjs (the default): they use require' },
    main: text('The file that is loaded when somebody requires the project'),
    exports: { description: 'What others may import of the project' },
    imports: { type: 'object', description: 'Names beginning with # that the project uses for its own files' },
    scripts: { type: 'object', description: 'Commands for npm run', additionalProperties: { type: 'string' }, properties: { start: text('What npm start runs'), test: text('What npm test runs'), dev: text('What npm run dev runs') } },
    dependencies: versions('Packages that the program needs'),
    devDependencies: versions('Packages that are needed only to work on the program'),
    engines: { type: 'object', description: 'Versions of Node that the program runs on', properties: { node: text('A range of versions, such as >=24') }, additionalProperties: { type: 'string' } },
    license: text('The licence, by its SPDX name'),
    author: { description: 'Who wrote it' },
  },
} as const;
