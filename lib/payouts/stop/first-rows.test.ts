import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { jobContext } from '../../context.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { openStoppedAccounts, stepsOf, type AtStripe } from './stopped-accounts.fixture.ts';

/* Whoever writes the row of an account before Stripe was first read takes it out of no stop. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let sql: StopWorld['sql'];

beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ sql } = accounts.world);
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

const asProgram = (statement: string) =>
  sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });
const inJapan = () => accounts.create({ currency: 'jpy', country: 'JP' });
const press = (scopeValue: string) => accounts.stopped({ scope: 'country', scopeValue, reason: 'Strange' });

/** As the row of another account, with what is said otherwise. */
async function makeUp(record: AtStripe, set: Record<string, string | null>): Promise<void> {
  const row = JSON.stringify({ connected_account_id: record.id, read_at: new Date(), ...set });
  await accounts.open();
  await asProgram(`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
      charges_enabled, payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select made.connected_account_id, other.livemode, other.api_generation, other.display_name, made.country, made.default_currency,
      true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', made.created_at_stripe, made.read_at
    from connected_accounts as other, jsonb_populate_record(other, '${row}') as made limit 1`);
}

const alarmsOf = async (record: AtStripe) =>
  (
    await sql<{ text: string }[]>`
      select text from alarms where kind = 'reading_contradicted' and subject = ${record.id} and closed_at is null`
  ).map(({ text }) => text);
const mirrorOf = async (record: AtStripe) =>
  (
    await sql<{ country: string | null; countries: string[]; created: string }[]>`
      select country, countries, extract(epoch from created_at_stripe)::text as created
      from connected_accounts where connected_account_id = ${record.id}`
  )[0];

describe('a press of a country', () => {
  it.each(['JP', 'FR'])(
    'covers an account that Stripe tells is in JP and that was on record in FR: %s',
    async (pressed) => {
      const record = inJapan();
      await makeUp(record, { country: 'FR' });
      await accounts.see(record);
      expect(await alarmsOf(record)).toEqual([expect.stringContaining('country JP, on record FR')]);
      await press(pressed);
      expect(accounts.intervalOf(record)).toBe('manual');
    },
  );

  it('covers it also when the press came before Stripe was read', async () => {
    const [record, known] = [inJapan(), await accounts.open({ currency: 'jpy', country: 'JP' })];
    await makeUp(record, { country: 'FR' });
    const killSwitchId = await press('JP');
    // Whom the press does not cover is read at its end, whatever is on record of it, and what the reading brings is done.
    expect([record, known].map(accounts.intervalOf)).toEqual(['manual', 'manual']);
    const lock = (await stepsOf(sql, killSwitchId))(record, 'lock');
    expect(lock).toMatchObject({ state: 'done', seen_at: expect.any(Date) as Date });
  });

  it('covers each that was ever said, whatever is written over it', async () => {
    const record = await accounts.see(inJapan());
    await asProgram(
      `update connected_accounts set countries = '{DE}' where connected_account_id = '${record.id}'`,
    );
    await asProgram(
      `update connected_accounts set countries = '{}' where connected_account_id = '${record.id}'`,
    );
    expect((await mirrorOf(record))?.countries).toEqual(['DE', 'JP']);
    expect(await alarmsOf(record)).toEqual([]);
  });

  it('covers an account whose country nobody knows, and no other', async () => {
    const [record, other] = [inJapan(), await accounts.open()];
    await makeUp(record, { country: null });
    const [row] = await sql`
      select kill_switch_keeps('country', 'JP', now(), ${record.id}, null, 'standard') as none,
        kill_switch_keeps('country', 'JP', now(), ${other.id}, null, 'standard') as other`;
    expect(row).toEqual({ none: true, other: false });
  });
});

describe('a press of a currency', () => {
  const pressYen = () => accounts.stopped({ scope: 'currency', scopeValue: 'jpy', reason: 'Strange' });

  it('covers an account that was on record with another one before Stripe was ever read', async () => {
    // Money tells nothing of the one, and its default is all that there is of the other.
    const [rich, poor] = [inJapan(), accounts.create({ currency: 'jpy', country: 'JP', amount: 0 })];
    const other = await accounts.open();
    for (const record of [rich, poor]) await makeUp(record, { default_currency: 'usd' });
    await sql`insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
      values (${rich.id}, 'usd', 0, 0, 0, now())`;
    const killSwitchId = await pressYen();
    expect([rich, poor, other].map(accounts.intervalOf)).toEqual(['manual', 'manual', 'daily']);
    const steps = await stepsOf(sql, killSwitchId);
    expect(steps(rich, 'read_back')).toMatchObject({ state: 'done', seen_at: expect.any(Date) as Date });
    expect(steps(other, 'lock')).toBeUndefined();
  });

  it('covers an account whose balance nobody has read yet', async () => {
    const record = accounts.create({ currency: 'jpy', country: 'US' });
    await accounts.open();
    await fetchConnectedAccount(jobContext('stop-payouts'), record.id);
    await pressYen();
    expect(accounts.intervalOf(record)).toBe('manual');
  });
});

describe('the age of an account', () => {
  it.each(['2015-01-01', '-infinity', 'infinity'])(
    'is what Stripe tells, and not that of a row of %s',
    async (created) => {
      const record = inJapan();
      await makeUp(record, { country: 'JP', created_at_stripe: created });
      await accounts.see(record);
      expect(Number((await mirrorOf(record))?.created)).toBe(record.created);
      if (created !== 'infinity')
        expect(await alarmsOf(record)).toEqual([
          expect.stringContaining(`created ${new Date(record.created * 1_000).toISOString()}`),
        ]);
      await accounts.see(record);
      expect(Number((await mirrorOf(record))?.created)).toBe(record.created);
    },
  );

  it('is never more than it was, nor less than nothing', async () => {
    const record = await accounts.see(inJapan());
    for (const moment of ["now() - interval '9 years'", "now() + interval '1 hour'", "'infinity'"])
      await expect(
        asProgram(
          `update connected_accounts set created_at_stripe = ${moment} where connected_account_id = '${record.id}'`,
        ),
      ).rejects.toThrow('where and since when never changes');
  });
});
