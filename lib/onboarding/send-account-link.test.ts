import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { placeHold } from '../holds/place-hold.ts';
import { askAccountLink } from './ask-account-link.ts';
import { fetchOwnAccount } from './fetch-own-account.ts';
import { sendAccountLink } from './send-account-link.ts';
import { openOwnedAccount, type TestOwner } from './test-owner.fixture.ts';

let stripe: TestStripe;
let sql: postgres.Sql;

const INES: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_Ines', name: 'Ines', role: 'risk_reviewer' },
};

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role) values ('opr_Ines', 'i@example.com', 'Ines', 'risk_reviewer')`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});
beforeEach(() => {
  stripe.simulator.requests.clear();
});

const hold = ({ connectedAccountId }: TestOwner) =>
  placeHold(INES, {
    connectedAccountId,
    payoutRequestId: null,
    reason: 'unusual_activity',
    reviewerText: 'Looks odd',
  });

const linksOf = ({ connectedAccountId }: TestOwner) =>
  stripe.simulator.core.store.accountLinks.rows(connectedAccountId);

const onRecord = ({ connectedAccountId }: TestOwner) => sql<{ action: string; outcome: string }[]>`
  select action, outcome, after::text from audit_records where subject = ${connectedAccountId} and action like 'account_link.%'
  order by audit_record_id`;

describe('a link to Stripe’s own page', () => {
  it('is for the owner’s own account, on record before and after, and its address stands nowhere', async () => {
    const owner = await openOwnedAccount(stripe, sql);
    const url = await sendAccountLink(owner.ctx);
    expect(linksOf(owner).map(({ link }) => link.url)).toEqual([url]);
    const record = await onRecord(owner);
    expect(record.map(({ action }) => action)).toEqual(['account_link.ask', 'account_link.hand_out']);
    expect(JSON.stringify(record)).not.toContain(url.slice(-12));
  });

  it('is not made without end: what comes while one is asked for, or after twenty in a minute, is refused and Stripe not called', async () => {
    const owner = await openOwnedAccount(stripe, sql);
    let refused = 0;
    for (let at = 0; at < 3; at += 1) {
      const answers = await Promise.allSettled(Array.from({ length: 15 }, () => sendAccountLink(owner.ctx)));
      for (const answer of answers) {
        if (answer.status === 'fulfilled') continue;
        expect(answer.reason).toMatchObject({ code: 'too_often' });
        refused += 1;
      }
    }
    for (let at = 0; at < 25; at += 1) await sendAccountLink(owner.ctx).catch(() => (refused += 1));
    expect(linksOf(owner)).toHaveLength(20);
    expect(refused).toBe(3 * 15 + 25 - 20);
    await expect(fetchOwnAccount(owner.ctx), 'another thing is counted by itself').resolves.toBeUndefined();
  });

  it('is not made for a frozen account: that page takes another bank account', async () => {
    const owner = await openOwnedAccount(stripe, sql);
    await hold(owner);
    await expect(sendAccountLink(owner.ctx)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(linksOf(owner)).toEqual([]);
  });

  it('is not handed out when a hold came while Stripe made it', async () => {
    const owner = await openOwnedAccount(stripe, sql);
    await askAccountLink(owner.ctx, { made: null });
    await hold(owner);
    const made = { expiresAt: new Date(), stripeRequestId: null };
    await expect(askAccountLink(owner.ctx, { made })).rejects.toMatchObject({ code: 'precondition_failed' });
  });
});

it('an owner who comes back from Stripe is read again, on record, whatever they did there', async () => {
  const owner = await openOwnedAccount(stripe, sql);
  const record = stripe.simulator.core.store.accounts.find(owner.connectedAccountId)?.row;
  if (record === undefined) throw new Error('the account is not there');
  record.account.business_profile = {
    ...record.account.business_profile,
    name: 'Renamed at Stripe',
  } as never;
  await fetchOwnAccount(owner.ctx);
  const [row] = await sql`
    select display_name from connected_accounts where connected_account_id = ${owner.connectedAccountId}`;
  expect(row).toEqual({ display_name: 'Renamed at Stripe' });
  const [noted] = await sql`
    select actor_kind from audit_records where action = 'owner.return_from_stripe' and subject = ${owner.connectedAccountId}`;
  expect(noted).toEqual({ actor_kind: 'connected_account_owner' });
});
