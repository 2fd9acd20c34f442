import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  treatConfigHintsAsErrors: true,
  ignoreExportsUsedInFile: { interface: true, type: true },
  entry: [
    // What package.json, the image and .ci/run start through scripts/run.mjs, whose argument knip does not follow.
    'scripts/{demo,dev,build,start,check,check-migrations,tidy,db-migrate,db-seed,worker,ingress,audit-verify,check-invariants,dispatch-lock,check-environment,complete-lockfile,people-confirm,people-invite}.ts',
    // Started as processes of their own, by name.
    'scripts/postgres/hold-server.ts',
    'e2e/stripe-simulator/schemas/object-types.ts',
    'e2e/bench/*.ts',
    'e2e/bench/ingest/generator.ts',
    'e2e/bench/**/*-server.ts',
    'e2e/campaigns/**/quick-sender.ts',
  ],
  // The ingest benchmark pins processes to cores where Linux can.
  ignoreBinaries: ['taskset'],
  project: ['{app,components,drizzle,e2e,lib,scripts}/**/*.{ts,tsx}', '*.{ts,mjs,cjs}'],
};

export default config;
