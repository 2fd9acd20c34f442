import { defineConfig, globalIgnores } from 'eslint/config';
import next from 'eslint-config-next/core-web-vitals';
import typescript from 'typescript-eslint';
import { actionIsDefined } from './scripts/eslint-rules/action-is-defined.ts';
import { noAmbientTime } from './scripts/eslint-rules/no-ambient-time.ts';
import { noCacheDirective } from './scripts/eslint-rules/no-cache-directive.ts';
import { noRawMoney } from './scripts/eslint-rules/no-raw-money.ts';
import { verbIsDefined } from './scripts/eslint-rules/verb-is-defined.ts';

const sluice = {
  rules: {
    'action-is-defined': actionIsDefined,
    'no-ambient-time': noAmbientTime,
    'no-cache-directive': noCacheDirective,
    'no-raw-money': noRawMoney,
    'verb-is-defined': verbIsDefined,
  },
};

export default defineConfig([
  globalIgnores([
    '.next/**',
    '.data/**',
    '.generated/**',
    'next-env.d.ts',
    'test-results/**',
    'playwright-report/**',
  ]),
  ...next,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.strictTypeChecked],
    plugins: { sluice },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `<form action={asyncFunction}>` and event handlers that React awaits are how React 19 works.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // Ids and counts in messages read better bare; everything else must still be turned into text on purpose.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'sluice/no-cache-directive': 'error',
    },
  },
  {
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    rules: { 'sluice/action-is-defined': 'error' },
  },
  {
    files: ['lib/**/*.ts'],
    rules: { 'sluice/no-ambient-time': 'error' },
  },
  {
    files: ['lib/**/*.ts'],
    // The test of what every verb does needs verbs of its own.
    ignores: ['lib/**/*.test.ts'],
    rules: { 'sluice/verb-is-defined': 'error' },
  },
  {
    files: ['{app,components,drizzle,lib}/**/*.{ts,tsx}'],
    ignores: ['lib/money/**'],
    rules: { 'sluice/no-raw-money': 'error' },
  },
  { files: ['lib/clock.ts'], rules: { 'sluice/no-ambient-time': 'off' } },
  {
    files: ['**/*.test.{ts,tsx}', 'e2e/flows/**/*.ts'],
    // A test is one story inside `describe`; cutting it in pieces makes it harder to read.
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'sluice/no-ambient-time': 'off',
      'sluice/no-raw-money': 'off',
    },
  },
  // Programs that a person starts talk to that person on the console.
  {
    files: ['scripts/**/*.ts', 'e2e/bench/**/*.ts', 'e2e/stripe-simulator/main.ts'],
    rules: { 'no-console': 'off' },
  },
]);
