// Lint: correctness (typescript-eslint with types), hooks, and the dependency rule of CONTRIBUTING.md: which part of
// the project may import which. tests/rules/dependencies.test.ts proves that the dependency rule bites.
import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The parts of the project, the most specific first: a file belongs to the first that it lies in. */
const PARTS = [
  ['app', 'src/app'],
  ['lesson', 'src/lesson'],
  ['hurl', 'src/checks/hurl'],
  ['checks', 'src/checks'],
  ['preview', 'src/preview'],
  ['upstream', 'src/upstream'],
  ['service-worker', 'src/service-worker'],
  ['offline', 'src/offline'],
  ['kernel', 'src/container/embedded/kernel'],
  ['embedded', 'src/container/embedded'],
  ['container', 'src/container'],
  ['main', 'src'],
  ['tools', 'tools'],
  ['tests', 'tests'],
  ['bench', 'bench'],
];

/** What each part may import of the project, besides itself. What is not listed is forbidden. */
const MAY_IMPORT = {
  // The one place where the parts are put together.
  main: ['app', 'lesson', 'checks', 'hurl', 'preview', 'upstream', 'offline', 'container'],
  app: ['lesson', 'checks', 'hurl', 'preview', 'upstream', 'offline', 'container'],
  lesson: ['checks'],
  hurl: [],
  checks: ['hurl', 'container'],
  preview: ['container'],
  upstream: ['container'],
  'service-worker': ['preview'],
  offline: ['preview'],
  container: ['embedded', 'kernel'],
  embedded: ['kernel', 'container'],
  kernel: [],
  tools: ['service-worker', 'lesson', 'checks', 'hurl', 'container', 'embedded', 'kernel', 'upstream'],
  tests: ['tools', 'app', 'lesson', 'checks', 'hurl', 'container', 'embedded', 'kernel', 'upstream', 'preview', 'offline', 'service-worker'],
  bench: ['tools', 'tests', 'container', 'hurl'],
};

const dependencyRule = {
  default: 'disallow',
  message:
    '{{from.element.type}} must not import {{to.element.type}}{{to.module.source}}: dependencies point one way, app -> lesson, checks, preview -> container (CONTRIBUTING.md, "Where things live")',
  checkAllOrigins: true,
  policies: [
    ...Object.entries(MAY_IMPORT).map(([part, others]) => ({
      from: { element: { type: part } },
      allow: { to: { element: { types: { anyOf: [part, ...others] } } } },
    })),
    { allow: { to: { module: { origin: ['external', 'core'] } } } },
    // Tests may use the build's tools: the pinned Node to compare with, the lessons' packages.
    { from: { file: { categories: 'test' } }, allow: { to: { element: { type: 'tools' } } } },
    // The kernel is pure: no package, no Node module. Its tests may use what they need.
    { from: { element: { type: 'kernel' } }, disallow: { to: { module: { origin: ['external', 'core'] } } } },
    { from: { element: { type: 'kernel' }, file: { categories: 'test' } }, allow: { to: { module: { origin: ['external', 'core'] } } } },
  ],
};

export default defineConfig(
  globalIgnores(['dist', 'node_modules', '.cache', 'lessons', 'public', 'test-results', 'playwright-report', 'tests/conformance/cases', 'tests/**/fixtures']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: { ...globals.browser },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An async function without await is how an interface of promises is met.
      '@typescript-eslint/require-await': 'off',
      // Node's library throws and rejects with whatever the learner's program threw.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-debugger': 'error',
    },
  },
  {
    files: ['{src,tools,tests,bench}/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': PARTS.map(([type, pattern]) => ({ type, pattern })),
      'boundaries/files': [{ category: 'test', pattern: '**/*.test.{ts,tsx}' }],
      'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import', 'require'],
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
    },
    rules: { 'boundaries/dependencies': ['error', dependencyRule] },
  },
  {
    files: ['src/app/**/*.{ts,tsx}', 'src/main.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // Through its index every component would belong to the first screen (vite.config.ts).
      'no-restricted-imports': ['error', { paths: [{ name: 'react-aria-components', message: "Import from the component's own path, as in 'react-aria-components/Button'." }] }],
    },
  },
  {
    // The library takes methods off prototypes and calls them with a receiver of its own; so do its bindings.
    files: ['src/container/embedded/node/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      // What V8 prints of any value is what must be printed here.
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: {
      // A test that would fail on undefined anyway says so no clearer with a guard.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // Programs under test are made from text.
      '@typescript-eslint/no-implied-eval': 'off',
    },
  },
);
