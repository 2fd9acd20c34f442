import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashPassword } from '../auth/password-hash.ts';
import { signInOwnerWithPassword } from '../auth/owner-password-sign-in.ts';
import { readOwnerSession } from '../auth/owner-session.ts';
import { startOwnerSession } from '../auth/start-owner-session.ts';
import { jobContext, type Context } from '../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { letOwnerIn } from './let-owner-in.ts';
import { listOwnerLogins } from './owner-login-queries.ts';
import { shutOwnerOut } from './shut-owner-out.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const PASSWORD = 'correct horse battery staple';
const REASON = 'The shop was sold.';

/** An owner with a password who is signed in twice. */
async function signedIn(email = `${crypto.randomUUID()}@seller.example`) {
  const connectedAccountId = await world.account([10_00n]);
  const ownerId = `own_${crypto.randomUUID()}`;
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${ownerId}, ${connectedAccountId}, ${email}, 'Olive')`;
  await world.sql`
    insert into owner_passwords (owner_id, email, password_hash) values (${ownerId}, ${email}, ${await hashPassword(PASSWORD)})`;
  const ctx: Context = {
    ...jobContext('test'),
    actor: { kind: 'connected_account_owner', connectedAccountId, email },
  };
  const start = () => startOwnerSession(ctx, { ownerId, provider: 'owner-password' });
  const sessions = [(await start()).sessionId, (await start()).sessionId];
  const signIn = () => signInOwnerWithPassword({ email, password: PASSWORD, deviceToken: null });
  return { connectedAccountId, ownerId, ctx, sessions, start, signIn };
}

it('an owner who is shut out is signed out everywhere at once, and another administrator lets them in again', async () => {
  const [owner, other] = [await signedIn(), await signedIn()];
  const { ownerId, connectedAccountId } = owner;
  expect(await shutOwnerOut(world.as('marek'), { ownerId, reason: REASON })).toEqual({ sessionsEnded: 2 });
  for (const session of owner.sessions) expect(await readOwnerSession(session)).toBeNull();
  for (const session of other.sessions) expect(await readOwnerSession(session)).not.toBeNull();
  expect(await owner.signIn()).toBeNull();
  await expect(owner.start()).rejects.toMatchObject({ code: 'forbidden' });
  expect(await listOwnerLogins(world.as('anna'), connectedAccountId)).toMatchObject([
    { ownerId, disabledBy: 'opr_marek', disabledByName: 'marek', disableReason: REASON },
  ]);
  await expect(shutOwnerOut(world.as('noor'), { ownerId, reason: REASON })).rejects.toMatchObject({
    code: 'conflict',
  });

  const back = { ownerId, reason: 'It was a mistake.' };
  await expect(letOwnerIn(world.as('marek'), back)).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('You shut them out') as string,
  });
  await letOwnerIn(world.as('noor'), back);
  for (const session of owner.sessions) expect(await readOwnerSession(session)).toBeNull();
  expect(await owner.signIn()).toMatchObject({ ownerId });
  expect(await listOwnerLogins(world.as('anna'), connectedAccountId)).toMatchObject([
    { disabledAt: null, disabledBy: null, disableReason: null },
  ]);
  await expect(letOwnerIn(world.as('noor'), back)).rejects.toMatchObject({ code: 'conflict' });
  const record = await world.sql`
    select action, actor_id, after ->> 'reason' as reason from audit_records
    where subject = ${ownerId} and action in ('owner.shut_out', 'owner.let_in') and outcome = 'done' order by audit_record_id`;
  expect(record).toEqual([
    { action: 'owner.shut_out', actor_id: 'opr_marek', reason: REASON },
    { action: 'owner.let_in', actor_id: 'opr_noor', reason: 'It was a mistake.' },
  ]);
});

it('a session that was begun while its owner was being shut out is no way back in', async () => {
  const { ownerId } = await signedIn();
  await shutOwnerOut(world.as('marek'), { ownerId, reason: REASON });
  await world.sql`insert into owner_sessions (session_id, owner_id, provider) values ('ows_late', ${ownerId}, 'x')`;
  await letOwnerIn(world.as('noor'), { ownerId, reason: REASON });
  expect(await readOwnerSession('ows_late')).toBeNull();
});

it('nobody lets in their own address', async () => {
  const { ownerId } = await signedIn('Noor@Example.com');
  await shutOwnerOut(world.as('marek'), { ownerId, reason: REASON });
  await expect(letOwnerIn(world.as('noor'), { ownerId, reason: REASON })).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('your own address') as string,
  });
});

it.each(['anna', 'ines'])(
  '%s, who is no administrator, shuts nobody out and lets nobody in',
  async (name) => {
    const { ownerId, sessions } = await signedIn();
    for (const verb of [shutOwnerOut, letOwnerIn])
      await expect(verb(world.as(name), { ownerId, reason: REASON })).rejects.toMatchObject({
        code: 'forbidden',
      });
    expect(await readOwnerSession(sessions[0] ?? '')).not.toBeNull();
  },
);
