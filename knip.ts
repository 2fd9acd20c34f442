import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  treatConfigHintsAsErrors: true,
  ignoreExportsUsedInFile: { interface: true, type: true },
  entry: [
    'scripts/{demo,dev,build,start,check,check-migrations,tidy,db-migrate,db-seed,worker,ingress,audit-verify,check-invariants}.ts',
    // Read as text and compiled: its aliases become JSON Schemas.
    'e2e/stripe-simulator/schemas/object-types.ts',
  ],
  project: ['{app,components,drizzle,e2e,lib,scripts}/**/*.{ts,tsx}', '*.{ts,mjs,cjs}'],
};

export default config;
