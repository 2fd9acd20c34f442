import { Dice } from '../../../e2e/stripe-simulator/world/dice.ts';
import type { Sql } from '../../db/client.ts';

/* An invented platform's past: six sellers, sixty usual days, then thirty in which something happens to four of them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Before any test runs by any clock. */
export const MONTH_ENDS = Date.parse('2026-10-20T00:00:00Z');
export const MONTH_BEGINS = MONTH_ENDS - 30 * DAY;
const PAST_DAYS = 60;

export const SELLERS = ['quiet', 'busy', 'surge', 'testing', 'disputed', 'takeover'].map(
  (name) => `acct_1${name}`,
);

/** A row of `risk_facts`, with when it was learned. */
export type PastRow = {
  readonly connected_account_id: string;
  readonly kind: string;
  readonly stripe_id: string;
  readonly occurred_at: string;
  readonly charge_id: string | null;
  readonly currency: string | null;
  readonly amount: number | null;
  readonly card_country: string | null;
  readonly card_hash: string | null;
  readonly risk_level: string | null;
  readonly is_platform_made: boolean;
  readonly is_platform_charge: boolean;
  readonly stripe_event_id: string;
  readonly learned_at: string;
  readonly is_late: boolean;
};

const iso = (at: number): string => new Date(at).toISOString();
const hourOf = (at: number): number => Math.floor(at / HOUR);

/** One row in eight is learned hours late, and one in forty days. */
function rowOf(
  dice: Dice,
  seller: string,
  kind: string,
  id: string,
  at: number,
  more: Partial<PastRow>,
): PastRow {
  const late = dice.chance(0.025)
    ? dice.between(1, 3 * DAY)
    : dice.chance(0.1)
      ? dice.between(1, 5 * HOUR)
      : 900;
  const isTried = kind === 'charge' || kind === 'decline';
  return {
    connected_account_id: seller,
    kind,
    stripe_id: id,
    occurred_at: iso(at),
    charge_id: isTried ? id : null,
    currency: kind === 'warning' ? null : 'usd',
    amount: kind === 'warning' ? null : 40_00,
    card_country: null,
    card_hash: null,
    risk_level: null,
    is_platform_made: false,
    is_platform_charge: false,
    stripe_event_id: `evt_${id}`,
    learned_at: iso(at + late),
    is_late: hourOf(at + late) > hourOf(at),
    ...more,
  };
}

/** What happened to one seller by a day of the month, in parts of all its payments. */
type Turn = { refunded: number; declined: number; disputed: number; payments: number };

function turnOf(seller: string, day: number): Turn {
  const usual = { refunded: 0.05, declined: 0.05, disputed: 0.004, payments: 10 };
  if (seller.endsWith('busy')) return { ...usual, payments: 30 };
  if (day < 12 || day > 16) return usual;
  if (seller.endsWith('surge')) return { ...usual, refunded: 0.6, payments: 20 };
  if (seller.endsWith('testing')) return { ...usual, declined: 0.8, payments: 60 };
  if (seller.endsWith('disputed')) return { ...usual, disputed: 0.4, payments: 40 };
  return usual;
}

/** Everything that was told of the sellers, in the order in which it was learned. */
export function pastRows(seed = 7): PastRow[] {
  const dice = new Dice(seed, 'past months');
  const rows: PastRow[] = [];
  for (const seller of SELLERS)
    for (let day = -PAST_DAYS; day < 30; day += 1) {
      const turn = turnOf(seller, day);
      for (let sale = dice.arrivals(turn.payments); sale > 0; sale -= 1) {
        const at = MONTH_BEGINS + day * DAY + 1_000 * dice.between(0, 86_399);
        const id = `${seller.slice(6)}_${String(rows.length)}`;
        const isDeclined = dice.chance(turn.declined);
        rows.push(
          rowOf(dice, seller, isDeclined ? 'decline' : 'charge', `ch_${id}`, at, {
            amount: dice.between(3, 90) * 100 + (dice.chance(0.5) ? 0 : dice.between(1, 99)),
            card_country: dice.pick(['US', 'US', 'US', 'CA', turn.declined > 0.5 ? 'BR' : 'US']),
            card_hash: `card${String(dice.between(1, 4_000))}`,
            risk_level: dice.pick(['normal', 'normal', 'normal', isDeclined ? 'highest' : 'elevated']),
          }),
        );
        const after = { charge_id: `ch_${id}` };
        const then = at + 1_000 * dice.between(60, (9 * DAY) / 1_000);
        if (dice.chance(turn.refunded))
          rows.push(
            rowOf(dice, seller, 'refund', `re_${id}`, then, { ...after, is_platform_made: dice.chance(0.1) }),
          );
        if (dice.chance(turn.disputed)) rows.push(rowOf(dice, seller, 'dispute', `du_${id}`, then, after));
        if (dice.chance(turn.disputed / 2))
          rows.push(rowOf(dice, seller, 'warning', `wa_${id}`, then, after));
      }
    }
  return rows.sort((a, b) => (a.learned_at < b.learned_at ? -1 : a.learned_at > b.learned_at ? 1 : 0));
}

/** Stores rows as they were learned; one that is stored already changes nothing. */
export async function learnRows(owner: Sql, rows: readonly PastRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 2_000)
    await owner`
      insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country, card_hash,
        risk_level, is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
      select connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country, card_hash, risk_level,
        is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late
      from jsonb_populate_recordset(null::risk_facts, ${JSON.stringify(rows.slice(from, from + 2_000))}::text::jsonb)
      on conflict do nothing`;
}

/** The sellers themselves, with money, payouts, a destination that changes and what a person said: all by its time. */
export async function seedSellers(owner: Sql): Promise<void> {
  const [, busy = '', surge = '', , , takeover = ''] = SELLERS;
  await owner`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select id, false, 'v1', id, 'US', true, true, true, '{}', '{}', '{}', '{}', '{}', 'platform_balance', '[]',
      '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'
    from jsonb_array_elements_text(${JSON.stringify(SELLERS)}::text::jsonb) as id`;
  // No more than what is booked is payable, and nobody books anything here.
  await owner`
    insert into ledger_balances (connected_account_id, currency, ledger_account_code, debits, credits, posting_count)
    select id, 'usd', 2100, 0, 900000, 1 from jsonb_array_elements_text(${JSON.stringify(SELLERS)}::text::jsonb) as id`;
  await owner`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
      arrives_on, metadata, read_at)
    select 'po_' || id || n, id, false, at, 5000 + n, 'usd', 'paid', case when n % 5 = 0 then 'instant' else 'standard' end, false,
      at::date, '{}', at
    from jsonb_array_elements_text(${JSON.stringify(SELLERS)}::text::jsonb) as id, generate_series(0, 29) as n,
      lateral (select ${iso(MONTH_BEGINS + 8 * HOUR)}::timestamptz + n * interval '1 day' as at) as moment`;
  await owner`
    insert into payout_status_changes (payout_id, connected_account_id, status, seen_at)
    select payout_id, connected_account_id, 'paid', occurred_at + interval '3 hours' from payouts`;
  await owner`
    insert into requirement_changes (connected_account_id, changed_at, after, was_clear_once)
    select id, '2026-01-05T00:00:00Z', 'clear', false from jsonb_array_elements_text(${JSON.stringify(SELLERS)}::text::jsonb) as id`;
  await owner`
    insert into requirement_changes (connected_account_id, changed_at, before, after, was_clear_once)
    values (${takeover}, ${iso(MONTH_BEGINS + 11 * DAY)}::timestamptz, 'clear', 'past_due', true)`;
  await owner`
    insert into external_accounts (external_account_id, connected_account_id, kind, country, last4, fingerprint, is_default_for_currency,
      payout_methods, first_seen_at, read_at)
    select 'ba_' || id, id, 'bank_account', 'US', '6789', 'fp_' || id, true, '[]', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'
    from jsonb_array_elements_text(${JSON.stringify(SELLERS)}::text::jsonb) as id`;
  await owner`
    insert into external_accounts (external_account_id, connected_account_id, kind, country, last4, fingerprint, is_default_for_currency,
      payout_methods, first_seen_at, read_at)
    values ('ba_new', ${takeover}, 'bank_account', 'LT', '1234', 'fp_new', true, '[]', ${iso(MONTH_BEGINS + 12 * DAY)}::timestamptz,
        ${iso(MONTH_BEGINS + 12 * DAY)}::timestamptz),
      ('ba_shared', ${busy}, 'bank_account', 'LT', '1234', 'fp_new', true, '[]', ${iso(MONTH_BEGINS + 20 * DAY)}::timestamptz,
        ${iso(MONTH_BEGINS + 20 * DAY)}::timestamptz)`;
  await owner`
    insert into external_account_changes (connected_account_id, external_account_id, change, seen_at, is_new_destination)
    values (${takeover}, 'ba_new', 'added', ${iso(MONTH_BEGINS + 12 * DAY)}::timestamptz, true)`;
  await owner`
    insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
      operator_id, given_at)
    values ('rvd_past', 'rfl_past', ${surge}, 'usd', 'ras_past', 'false_alarm', 'x', 'opr_ines',
      ${iso(MONTH_BEGINS + 14 * DAY + 5 * HOUR)}::timestamptz)`;
}
