import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../clock.ts';
import { jobContext } from '../../context.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { listForgottenMoney } from './forgotten-money-queries.ts';
import { noteForgottenMoney } from './note-forgotten-money.ts';
import { setPayoutCadence } from './set-payout-cadence.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const job = () => jobContext('propose-payouts');
const forgotten = async (id: string): Promise<string | undefined> =>
  (await listForgottenMoney(job())).find(({ connectedAccountId }) => connectedAccountId === id)?.text;

/** An account with this cadence since a long time, and money that is a month and more old. */
async function old(
  charges: readonly bigint[],
  cadence: 'daily' | 'weekly' | 'threshold' | 'on_request' | null = 'daily',
  thresholds = '500.00 USD',
): Promise<string> {
  const connectedAccountId = await world.account(charges);
  if (cadence !== null)
    await setPayoutCadence(world.as('anna'), {
      connectedAccountId,
      cadence,
      weekdays: [1],
      atMinute: 0,
      zone: 'UTC',
      thresholds,
      minimumBalances: '',
      seenVersion: null,
    });
  await age(connectedAccountId, 400);
  return connectedAccountId;
}

async function age(connectedAccountId: string, days: number): Promise<void> {
  await world.tamper(`
    update payout_accounts set enrolled_at = now() - interval '${String(days)} days' where connected_account_id = '${connectedAccountId}';
    update payout_cadences set set_at = now() - interval '${String(days)} days' where connected_account_id = '${connectedAccountId}'`);
}

/** Money that becomes available at this moment, or so many hours ago. */
async function comesIn(connectedAccountId: string, amount: bigint, hoursAgo = 0): Promise<void> {
  await recordBalanceTransactions(world.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_new${connectedAccountId}`,
      connectedAccountId,
      currency: 'usd',
      amount,
      type: 'charge',
      occurredAt: new Date(now().getTime() - 60_000 - hoursAgo * 3_600_000),
    }),
  ]);
}

describe('money that nobody asked for during three cycles', () => {
  it('is named with its sum and with what came of the last due time', async () => {
    const account = await old([100_00n]);
    expect(await forgotten(account)).toMatch(
      /^100\.00 USD of .* for 3 days, and nobody asked\. Its cadence was due and left no trace/,
    );
    await world.sql`
      insert into payout_cadence_runs (connected_account_id, currency, due_at, outcome, because)
      values (${account}, 'usd', now(), 'refused', 'No bank account.')`;
    expect(await forgotten(account)).toContain('Its last due time: No bank account.');
  });

  it.each<[string, () => Promise<string>]>([
    ['less than one main unit', () => old([99n])],
    [
      'came in since',
      async () => {
        const account = await old([]);
        await comesIn(account, 100_00n);
        return account;
      },
    ],
    [
      'is asked for',
      async () => {
        const account = await old([100_00n]);
        await proposePayout(world.as('anna'), {
          connectedAccountId: account,
          currency: 'usd',
          amount: 40_00n,
        });
        return account;
      },
    ],
    ['is below its threshold', () => old([100_00n], 'threshold')],
    [
      'is held',
      async () => {
        const account = await old([100_00n]);
        await world.sql`
        insert into holds (hold_id, connected_account_id, source, reason_code, keeps_percent, reviewer_text, owner_text, evidence, placed_by, review_by)
        values (${`hld_${account}`}, ${account}, 'operator', 'x', 100, 'x', 'x', '{}', 'x', now())`;
        return account;
      },
    ],
    [
      'has a cadence since yesterday',
      async () => {
        const account = await old([100_00n]);
        await age(account, 1);
        return account;
      },
    ],
  ])('is not what %s', async (_, make) => {
    expect(await forgotten(await make())).toBeUndefined();
  });

  it('is what no cadence will ever ask for', async () => {
    expect(await forgotten(await old([100_00n], null))).toContain('has no cadence');
    expect(await forgotten(await old([100_00n], 'on_request'))).toContain('has no cadence');
    expect(await forgotten(await old([100_00n], 'threshold', '500.00 EUR'))).toContain(
      'no threshold for this currency',
    );
  });
});

describe('money of a seller whom Sluice invited and nobody pays', () => {
  async function notEnrolled(hoursAgo: number, isInvited: boolean): Promise<string> {
    const account = await old([], null);
    await world.tamper(`
      delete from payout_accounts where connected_account_id = '${account}';
      update connected_accounts set payout_interval = 'manual' where connected_account_id = '${account}'`);
    if (isInvited)
      await world.tamper(`
        insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms,
          invited_by, idempotency_key, state, connected_account_id)
        values ('siv_${account}', '${account}@seller.example', 'x', 'x', 'US', 'company', 'x', '{}', 'opr_anna', 'key_${account}', 'locked', '${account}')`);
    await comesIn(account, 100_00n, hoursAgo);
    return account;
  }

  it('is named after a day, with what to do; before it, and where somebody outside may pay, it is not', async () => {
    const invited = await notEnrolled(25, true);
    expect(await forgotten(invited)).toMatch(
      /^100\.00 USD of .* for 1 day, and nobody asked\. Sluice invited this seller/,
    );
    expect(await forgotten(await notEnrolled(23, true))).toBeUndefined();
    expect(await forgotten(await notEnrolled(25, false))).toBeUndefined();
    await world.tamper(
      `insert into payout_accounts (connected_account_id, enrolled_by) values ('${invited}', 'opr_anna')`,
    );
    await age(invited, 5);
    expect(await forgotten(invited), 'once Sluice pays it, its cadence says how long').toBeUndefined();
  });
});

describe('the alarm', () => {
  const open = () => world.sql<{ subject: string; occurrences: number }[]>`
    select subject, occurrences from alarms where kind = 'money_without_proposal' and closed_at is null order by subject`;
  const note = (...ids: string[]) =>
    noteForgottenMoney(job(), {
      forgotten: ids.map((id) => ({ connectedAccountId: id, text: `${id} lies` })),
    });

  it('is raised once, not counted each hour, and closed when the money is asked for', async () => {
    await note('acct_1A', 'acct_1B');
    await note('acct_1A', 'acct_1B');
    expect(await open()).toEqual([
      { subject: 'acct_1A', occurrences: 1 },
      { subject: 'acct_1B', occurrences: 1 },
    ]);
    await note('acct_1B');
    expect(await open()).toEqual([{ subject: 'acct_1B', occurrences: 1 }]);
    await note();
    expect(await open()).toEqual([]);
  });
});
