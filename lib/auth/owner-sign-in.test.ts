import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOwnedAccount, type TestOwner } from '#lib/onboarding/test-owner.fixture.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { asDatabaseOwner } from '../db/client.ts';
import { nextAuthOptions } from './next-auth-options.ts';
import { readOwnerSession } from './owner-session.ts';
import { findDemoOwner, listDemoOwners, ownerContext } from './owner-sign-in.ts';
import { readOperatorSession } from './operator-session.ts';
import { seedDemoOwners } from './seed-demo-owners.ts';
import { seedDemoPersonas } from './seed-demo-personas.ts';
import { startOwnerSession } from './start-owner-session.ts';

const CLARA = 'own_demo_clara';
const job = jobContext('seed-demo');

let stripe: TestStripe;
let sql: postgres.Sql;
let other: TestOwner;

beforeAll(async () => {
  process.env['SLUICE_DEMO'] = '1';
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await asDatabaseOwner(() => seedDemoPersonas(job, {}));
  other = await openOwnedAccount(stripe, sql);
});
afterAll(async () => {
  await sql.end();
  await stripe.stop();
});

/** Signs in with a browser whose cookie held a session before. @returns the new session's id */
async function signIn(provider: string, id: string, sessionId: string | null = null): Promise<string> {
  const browser = {
    userAgent: 'Test',
    sessionId,
    deviceToken: null,
    rememberDevice: () => Promise.resolve(),
    keepTyped: () => Promise.resolve(),
  };
  const token = await nextAuthOptions(browser).callbacks?.jwt?.({
    token: {},
    user: { id },
    account: { provider, type: 'credentials', providerAccountId: id },
    trigger: 'signIn',
  });
  return String(token?.['sid']);
}

describe('an owner of the demo', () => {
  it('is made for an account that is there, once', async () => {
    expect(await asDatabaseOwner(() => seedDemoOwners(job, {}))).toEqual({ added: 0 });
    const account = await openOwnedAccount(stripe, sql);
    await sql`update connected_accounts set display_name = 'Marigold & Pine Co.'
      where connected_account_id = ${account.connectedAccountId}`;
    expect(await asDatabaseOwner(() => seedDemoOwners(job, {}))).toEqual({ added: 1 });
    expect(await asDatabaseOwner(() => seedDemoOwners(job, {}))).toEqual({ added: 0 });
    expect(await findDemoOwner(CLARA)).toMatchObject({ connectedAccountId: account.connectedAccountId });
    expect(await listDemoOwners()).toMatchObject([{ ownerId: CLARA, accountName: 'Marigold & Pine Co.' }]);
  });

  it('signs in by name; anybody else does not', async () => {
    const sessionId = await signIn('demo-owner', CLARA);
    expect(await readOwnerSession(sessionId)).toMatchObject({ ownerId: CLARA, name: 'Clara Whitfield' });
    expect(await readOperatorSession(sessionId, { touch: false })).toBeNull();
    await expect(signIn('demo-owner', other.ownerId)).rejects.toThrow('vanished');
    await expect(signIn('demo-owner', 'opr_demo_marek')).rejects.toThrow('vanished');
    await expect(signIn('demo-persona', CLARA)).rejects.toThrow('vanished');
  });

  it('one browser holds one session: an owner’s ends an operator’s, and the other way round', async () => {
    const operator = await signIn('demo-persona', 'opr_demo_marek');
    const owner = await signIn('demo-owner', CLARA, operator);
    expect(await readOperatorSession(operator, { touch: false })).toBeNull();
    expect(await readOwnerSession(owner)).not.toBeNull();
    await signIn('demo-persona', 'opr_demo_marek', owner);
    expect(await readOwnerSession(owner)).toBeNull();
  });

  it('opens no session of another account', async () => {
    const clara = await findDemoOwner(CLARA);
    if (clara === null) throw new Error('no Clara');
    const opened = startOwnerSession(ownerContext(clara), { ownerId: other.ownerId, provider: 'demo-owner' });
    await expect(opened).rejects.toMatchObject({ code: 'forbidden' });
  });
});
