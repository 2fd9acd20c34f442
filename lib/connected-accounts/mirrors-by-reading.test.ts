import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { proposePayout } from '../payouts/requests/propose-payout.ts';
import { assessDueSegments } from './segments/assess-due-segments.ts';
import { recordExternalAccounts } from './record-external-accounts.ts';

/* What the program's own role writes into a mirror by hand counts no sooner than readings have had time to say otherwise. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (...statements: string[]) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    for (const statement of statements) await tx.unsafe(statement);
  });

type Found = Parameters<typeof recordExternalAccounts>[1]['externalAccounts'][number];
let reads = 0;

const bank = (externalAccountId: string, more: Partial<Found> = {}): Found => ({
  externalAccountId,
  kind: 'bank_account',
  currency: 'usd',
  country: 'US',
  last4: '6789',
  institution: 'First Bank',
  holderName: 'Owner',
  fingerprint: `fp_${externalAccountId}`,
  status: 'verified',
  isDefaultForCurrency: true,
  payoutMethods: ['standard'],
  ...more,
});

/** What Stripe lists now; each read is later than the one before. */
const read = (connectedAccountId: string, externalAccounts: Found[]) => {
  reads += 1;
  return recordExternalAccounts(jobContext('sync-connected-accounts'), {
    connectedAccountId,
    externalAccounts,
    couldBePaidOut: false,
    readAt: new Date(Date.now() + reads * 100),
  });
};

/** A column that the database writes, and what somebody else would. */
type Given = readonly [column: string, value: string];

/** A line of the history of `ba_<account>`, by hand. */
const line = (account: string, set: { change?: string; after?: Found; isNew: boolean; given?: Given }) => `
  insert into external_account_changes (connected_account_id, external_account_id, change, after, is_new_destination${
    set.given === undefined ? '' : `, ${set.given[0]}`
  }) overriding system value
  values ('${account}', 'ba_${account}', '${set.change ?? 'changed'}', '${JSON.stringify(set.after ?? bank('ba_x'))}', ${String(set.isNew)}${
    set.given === undefined ? '' : `, ${set.given[1]}`
  })`;
const becomes = (account: string, fingerprint: string) =>
  `update external_accounts set fingerprint = '${fingerprint}' where external_account_id = 'ba_${account}'`;

describe('a reading', () => {
  const TO_COME = "clock_timestamp() + interval '2 minutes'";
  const WAS = "clock_timestamp() - interval '2 days'";
  it.each([
    ['connected_accounts', `read_at = ${TO_COME}`],
    ['connected_accounts', `settings_read_at = ${TO_COME}`],
    ['connected_accounts', `deauthorized_at = ${TO_COME}`],
    ['connected_accounts', `read_at = ${WAS}`],
    ['connected_accounts', `settings_read_at = ${WAS}`],
    ['external_accounts', `read_at = ${TO_COME}`],
    ['external_accounts', `read_at = ${WAS}`],
    ['external_accounts', "connected_account_id = 'acct_1Other'"],
    ['stripe_balances', `read_at = ${TO_COME}`],
    ['stripe_balances', `read_at = ${WAS}`],
    ['stripe_balances', "connected_account_id = 'acct_1Other'"],
    ['payouts', `read_at = ${TO_COME}`],
    ['payouts', `read_at = ${WAS}`],
    ['payouts', "occurred_at = now() - interval '1 year'"],
    ['payouts', 'amount = amount - 1'],
    ['payouts', "connected_account_id = 'acct_1Other'"],
  ])('of %s is not one with %s', async (table, set) => {
    const account = await world.account([100_00n]);
    await world.tamper(`
      update connected_accounts set settings_read_at = now() where connected_account_id = '${account}';
      insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
        values ('${account}', 'usd', 0, 0, 0, now());
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
        arrives_on, metadata, read_at)
      values ('po_${account}', '${account}', false, now(), 1, 'usd', 'paid', 'standard', false, '2026-11-24', '{}', now())`);
    const write = (what: string) =>
      asProgram(`update ${table} set ${what} where connected_account_id = '${account}'`);
    await expect(write(set)).rejects.toThrow('was read at a moment that was');
    // The clock of whoever reads may be a little before this one's.
    await write("read_at = clock_timestamp() + interval '30 seconds'");
  });

  it('that is the first is not of a moment to come either', async () => {
    const first = (table: string, key: string) =>
      asProgram(`insert into ${table} select (jsonb_populate_record(row, '{"${key}": "x_new", "read_at": "infinity"}')).*
        from ${table} as row limit 1`);
    for (const [table, key] of [
      ['external_accounts', 'external_account_id'],
      ['stripe_balances', 'currency'],
      ['payouts', 'payout_id'],
    ] as const)
      await expect(first(table, key)).rejects.toThrow('was read at a moment that was');
  });
});

describe('another destination', () => {
  /** Enrolled, with the destination that it began with, as read. */
  async function begun() {
    const account = await world.account([100_00n]);
    await world.tamper(
      `delete from external_accounts where connected_account_id = '${account}'; delete from payout_accounts where connected_account_id = '${account}'`,
    );
    await read(account, [bank(`ba_${account}`)]);
    await world.tamper(
      `insert into payout_accounts (connected_account_id, enrolled_by) values ('${account}', 'a test')`,
    );
    return account;
  }
  const holdsOf = (account: string) =>
    world.sql`select state from holds where connected_account_id = ${account}`;

  it('is not written over the one that was looked at, with no line of its history or with another', async () => {
    const account = await begun();
    const word = 'is not what its history says';
    await expect(asProgram(becomes(account, 'fp_thief'))).rejects.toThrow(word);
    for (const said of [bank('x', { fingerprint: 'fp_x' }), bank(`ba_${account}`)])
      await expect(
        asProgram(
          becomes(account, 'fp_thief'),
          line(account, { after: said, isNew: said.fingerprint === 'fp_x' }),
        ),
      ).rejects.toThrow();
    for (const set of ["holder_name = 'Thief'", "last4 = '0000'", "country = 'LT'", 'deleted_at = now()'])
      await expect(
        asProgram(`update external_accounts set ${set} where connected_account_id = '${account}'`),
      ).rejects.toThrow(word);
    await asProgram(
      `update external_accounts set status = 'errored' where connected_account_id = '${account}'`,
    );
    const added = `insert into external_accounts select (jsonb_populate_record(row, '{"external_account_id": "ba_thief${account}"}')).*
      from external_accounts as row where external_account_id = 'ba_${account}'`;
    await expect(asProgram(added)).rejects.toThrow(word);
  });

  it('is a new one, in its turn and of now, and comes with its hold', async () => {
    const account = await begun();
    const thief = bank(`ba_${account}`, { fingerprint: 'fp_thief' });
    const write = (set: Parameters<typeof line>[1]) =>
      asProgram(becomes(account, 'fp_thief'), line(account, set));
    const word = 'is a new one';
    await expect(write({ after: thief, isNew: false })).rejects.toThrow(word);
    await expect(write({ after: thief, isNew: false, change: 'added' })).rejects.toThrow(word);
    // A huge number would be the last line of its history for ever; an old moment, a destination that everybody knows.
    for (const given of [
      ['external_account_change_id', '9223372036854775807'],
      ['seen_at', "now() - interval '90 days'"],
      ['seen_at', "'infinity'"],
    ] as const)
      await expect(write({ after: thief, isNew: true, given })).rejects.toThrow('permission denied');
    await expect(write({ after: thief, isNew: true })).rejects.toThrow('holds its payouts');
    await world.sql`insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by,
        review_by, placed_at)
      values (${`hld_${account}`}, ${account}, 'destination_change', 'destination_changed', 'x', 'x',
        ${world.sql.json({ externalAccountId: `ba_${account}` })}, 'x', now(), now() - interval '1 day')`;
    // Not that of an earlier change, which two people may be about to lift.
    await expect(write({ after: thief, isNew: true })).rejects.toThrow('holds its payouts');
    expect(await holdsOf(account)).toHaveLength(1);
    await read(account, [thief]);
    expect(await holdsOf(account)).toHaveLength(2);
  });

  it('is held when its line is committed, and not by a hold that was let go while it was hidden', async () => {
    const account = await begun();
    const thief = bank(`ba_${account}`, { fingerprint: 'fp_thief' });
    const holdId = `hld_2${account}`;
    const show = (deletedAt: string) =>
      `update external_accounts set deleted_at = ${deletedAt} where external_account_id = 'ba_${account}'`;
    const held = [
      becomes(account, 'fp_thief'),
      line(account, { after: thief, isNew: true }),
      `insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
        values ('${holdId}', '${account}', 'destination_change', 'destination_changed', 'x', 'x',
          '{"externalAccountId": "ba_${account}", "change": "added"}', 'x', now() + interval '1 day')`,
    ];
    const letGo = `update holds set state = 'released', release_reason = 'x', released_by = 'x', released_by_source = source,
      released_at = now() where hold_id = '${holdId}'`;
    const hidden = [show('now()'), letGo, show('null')];
    await expect(asProgram(...held, ...hidden)).rejects.toThrow('holds its payouts');
    await asProgram(...held);
    await expect(asProgram(...hidden)).rejects.toThrow('about a destination that is still there');
    await expect(asProgram(letGo)).rejects.toThrow('about a destination that is still there');
  });

  it('is new also where the account has shown others before, or Sluice pays it out', async () => {
    const account = await begun();
    const second = { externalAccountId: `ba_2${account}` };
    const write = (about: string) =>
      asProgram(`insert into external_account_changes (connected_account_id, external_account_id, change, after, is_new_destination)
        values ('${about}', 'ba_2', 'added', '${JSON.stringify(bank('ba_2', second))}', false)`);
    await expect(write(account)).rejects.toThrow('is a new one');
    await world.tamper(`delete from payout_accounts where connected_account_id = '${account}'`);
    await expect(write(account)).rejects.toThrow('is a new one');
    const untouched = await world.account([]);
    await expect(write(untouched)).rejects.toThrow('is a new one');
    await world.tamper(`delete from payout_accounts where connected_account_id = '${untouched}'`);
    await write(untouched);
  });

  it('is none where only its status changes', async () => {
    const account = await begun();
    await read(account, [bank(`ba_${account}`, { status: 'errored' })]);
    expect(await holdsOf(account)).toHaveLength(0);
  });
});

describe('a minimum balance that Stripe keeps', () => {
  const keeps = async (account: string) => {
    const [row] = await world.sql<{ kept: string; proposed: Record<string, number> }[]>`
      select kept_minimum(${account}, 'usd') as kept, stripe_minimums(account) as proposed
      from connected_accounts as account where connected_account_id = ${account}`;
    return { kept: Number(row?.kept), proposed: row?.proposed };
  };
  const says = (account: string, minimums: Record<string, number>, more = '') =>
    asProgram(
      `update connected_accounts set minimum_balances = '${JSON.stringify(minimums)}' ${more} where connected_account_id = '${account}'`,
    );

  it('counts for a day more when it is lowered, whatever is written beside it', async () => {
    const account = await world.account([100_00n]);
    await says(account, { usd: 90_00, eur: 5 });
    expect(await keeps(account)).toEqual({ kept: 90_00, proposed: { usd: 90_00, eur: 5 } });
    await says(account, {}, ", minimums_before = '{}', minimums_fell_at = null");
    await says(account, {}, ", minimums_before = '{}', minimums_fell_at = null");
    expect(await keeps(account)).toEqual({ kept: 90_00, proposed: { usd: 90_00, eur: 5 } });
    await expect(
      proposePayout(jobContext('propose-payouts'), {
        connectedAccountId: account,
        currency: 'usd',
        amount: 20_00n,
      }),
    ).rejects.toThrow();
    await world.tamper(
      `update connected_accounts set minimums_fell_at = now() - interval '25 hours' where connected_account_id = '${account}'`,
    );
    expect(await keeps(account)).toEqual({ kept: 0, proposed: {} });
  });

  it('counts as the most of that day, lowered twice', async () => {
    const account = await world.account([]);
    for (const usd of [90, 80, 70]) await says(account, { usd });
    expect(await keeps(account)).toEqual({ kept: 90, proposed: { usd: 90 } });
    await says(account, { usd: 100 });
    expect(await keeps(account)).toEqual({ kept: 100, proposed: { usd: 100 } });
  });
});

describe('a band that somebody wrote before the account was ever scored', () => {
  const SEVERE =
    "country = 'KW', merchant_category_code = '4722', created_at_stripe = now() - interval '3 days', disabled_reason = 'requirements.past_due'";
  /** The assessment adds up and the row says that it is fresh; its facts are not those of the account. */
  async function forged(): Promise<string> {
    const account = await world.account([100_00n]);
    await world.sql.unsafe(
      `update connected_accounts set ${SEVERE} where connected_account_id = '${account}'`,
    );
    const outcome = JSON.stringify({
      points: 0,
      band: 'low',
      items: [{ points: 0 }],
      owed: { low: null },
      outside: [],
    });
    await asProgram(
      `insert into segment_assessments (segment_assessment_id, connected_account_id, assessed_at, number, cause, points, scored_band, band,
         why, inputs, inputs_hash, outcome, scorecard_hash, effects_hash, decided_by)
       values ('sga_${account}', '${account}', now(), 1, 'first', 0, 'low', 'low', 'x', '{}', encode(sha256('{}'), 'hex'), '${outcome}', 'x',
         'x', 'x')`,
      `insert into segment_standings (connected_account_id, band, scored_band, points, segment_assessment_id, assessed_at, due_at,
         band_since, rules_hash, delay_hours, reserve_percent, reserve_days)
       select '${account}', 'low', 'low', 0, 'sga_${account}', now(), 'infinity', now(),
         coalesce((select rules_hash from segment_standings limit 1), 'x'), 0, 0, 0`,
      `delete from segment_due where connected_account_id = '${account}'`,
    );
    return account;
  }
  const bandOf = async (account: string) =>
    (await world.sql`select band from segment_standings where connected_account_id = ${account}`)[0]?.[
      'band'
    ] as unknown;

  it('is not what its payouts are judged by', async () => {
    const account = await forged();
    expect(await bandOf(account)).toBe('low');
    await proposePayout(jobContext('propose-payouts'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: 20_00n,
    });
    expect(await bandOf(account)).toBe('severe');
  });

  it('lasts until the account’s minute of the day', async () => {
    // Whoever was scored by our rules is not due for another reason.
    const honest = await world.account([100_00n]);
    await proposePayout(jobContext('propose-payouts'), {
      connectedAccountId: honest,
      currency: 'usd',
      amount: 1_00n,
    });
    await world.sql`delete from segment_standings where rules_hash = 'x'`.catch(() => undefined);
    const account = await forged();
    const [row] = await world.sql<{ minute: number }[]>`
      select (hashtext(${account}) & 2147483647) % 1440 as minute`;
    const minute = row?.minute ?? 0;
    const at = (one: number) => ({
      ...jobContext('assess-segments'),
      now: new Date(Date.UTC(2026, 9, 5, 0, one)),
    });
    await assessDueSegments(at((minute + 1) % 1440));
    expect(await bandOf(account)).toBe('low');
    await assessDueSegments(at(minute));
    expect(await bandOf(account)).toBe('severe');
  });
});
