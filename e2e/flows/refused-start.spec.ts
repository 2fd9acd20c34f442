import { expect, test } from '@playwright/test';
import { startProductionWeb } from '../production-web.ts';
import { stack } from '../stack-under-test.ts';

/* The built server itself, however it was started: what it must not serve with ends it in a sentence. */

const AS_DEMO = { SLUICE_DEMO: '1' };

/** What it said before it ended by itself. */
async function refusal(settings: Record<string, string>): Promise<string> {
  return startProductionWeb(settings).then(
    async (web) => {
      await web.stop();
      throw new Error('It started.');
    },
    (error: unknown) => String(error),
  );
}

for (const HOSTNAME of ['0.0.0.0', '::'])
  test(`a demo whose server would listen on ${HOSTNAME} ends: there a name is enough to sign in`, async () => {
    const said = await refusal({ ...AS_DEMO, HOSTNAME });
    expect(said).toMatch(
      /^SLUICE_DEMO=1 lets anybody sign in by name, so it listens on this machine alone: /m,
    );
    expect(said).not.toContain('    at ');
  });

test('a database login that does not exist ends it with what to do', async () => {
  const nobody = Object.assign(new URL(stack.databaseUrl), { username: 'nobody_of_this_name' });
  const said = await refusal({ ...AS_DEMO, DATABASE_URL: nobody.href });
  expect(said).toMatch(
    /^Postgres does not let Sluice in: password authentication failed for user "nobody_of_this_name"\. Correct /m,
  );
  expect(said).not.toContain('    at ');
});
