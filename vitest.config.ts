import { randomBytes } from 'node:crypto';
import { defineConfig } from 'vitest/config';

const REACT_SERVER = 'react-server';
// Without 'import': Vitest hands these to Node, where it would make require() of pg's parts find their ES modules.
const serverConditions = [REACT_SERVER, 'node', 'module'];
const random = (): string => randomBytes(32).toString('hex');

/** New for every run, so that no test can come to rely on a known secret. A test that needs a database sets its own. */
const env = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/no-database-was-asked-for',
  STRIPE_SECRET_KEY: `sk_test_${random()}`,
  STRIPE_PUBLISHABLE_KEY: `pk_test_${random()}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: random(),
  LOG_LEVEL: 'silent',
};

const shared = {
  pool: 'forks',
  env,
  // No test is a measurement: these only end what hangs, on a machine five times as slow as a usual one too.
  testTimeout: 90_000,
  hookTimeout: 180_000,
  // What a test polls for is awaited, however busy the machine is; the second that it has by itself is too short for some.
  expect: { poll: { timeout: 45_000 } },
  unstubEnvs: true,
  restoreMocks: true,
} as const;

export default defineConfig({
  test: {
    globalSetup: 'scripts/vitest-global-setup.ts',
    maxWorkers: 2,
    reporters: process.env['SLUICE_VITEST_JSON'] === undefined ? ['default'] : ['default', 'json'],
    ...(process.env['SLUICE_VITEST_JSON'] === undefined
      ? {}
      : { outputFile: { json: process.env['SLUICE_VITEST_JSON'] } }),
    projects: [
      {
        // `server-only` lets itself be loaded under this condition alone.
        resolve: { conditions: serverConditions },
        ssr: { resolve: { conditions: serverConditions, externalConditions: [REACT_SERVER, 'node'] } },
        test: {
          ...shared,
          name: 'server',
          execArgv: [`--conditions=${REACT_SERVER}`],
          include: [
            '{lib,drizzle,scripts,app/api}/**/*.test.ts',
            'e2e/{attacks,stripe-simulator,bench,campaigns}/**/*.test.ts',
          ],
        },
      },
      {
        // React has no hooks and no renderer under that condition, so components are tested without it.
        test: {
          ...shared,
          name: 'components',
          include: ['{components,app}/**/*.test.{ts,tsx}'],
          exclude: ['app/api/**'],
        },
      },
    ],
  },
});
