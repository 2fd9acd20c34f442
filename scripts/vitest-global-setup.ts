import './repair-postgres-driver.mjs';
import { readFile, rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { CHECKED_SESSIONS } from './checked-sessions.ts';
import { prepareTemplateDatabase } from './test-template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The embedded Postgres of the test run and the migrated database that each test file clones. */
    testPostgres: { url: string; ownerUrl: string; template: string };
  }
}

const DATA_DIR = '.data/test';

/** Starts (or joins) the test server and migrates the template once, before the first test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbeddedPostgres({
    dataDir: DATA_DIR,
    durability: 'none',
    place: 'memory',
    report: (message) => {
      console.log(message);
    },
  });
  const template = await prepareTemplateDatabase(server.ownerUrl, DATA_DIR);
  await rm(CHECKED_SESSIONS, { force: true });
  const { url, ownerUrl } = server;
  project.provide('testPostgres', { url, ownerUrl, template });
  return async () => {
    const lines = await readFile(CHECKED_SESSIONS, 'utf8').catch(() => '');
    const checked = lines.split('\n').reduce((sum, line) => sum + Number(line), 0);
    if (checked > 0)
      console.log(
        `${String(checked)} account sessions of these tests were checked: none lets an owner pay themselves.`,
      );
    await server.stop();
  };
}
