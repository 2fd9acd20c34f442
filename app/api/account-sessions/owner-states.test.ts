import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ACCOUNT_PARTS,
  ASKED_AGAIN,
  KEPT,
  PAYMENT_PARTS,
  PAYOUT_PARTS,
  SETTING_UP,
} from '#components/portal/portal-parts.ts';
import { jobContext, type Context } from '#lib/context.ts';
import { placeHold } from '#lib/holds/place-hold.ts';
import { engageProven } from '#lib/kill-switch/test-press.fixture.ts';
import { sessionGrant } from '#lib/onboarding/rules/session-grant.ts';
import { readSessionFacts } from '#lib/onboarding/session-facts.ts';
import { openPayoutWorld, type PayoutWorld } from '#lib/payouts/requests/payout-world.fixture.ts';
import { proposePayout } from '#lib/payouts/requests/propose-payout.ts';
import { listHoldsOfAccount } from '#lib/holds/queries.ts';
import { readOwnAsking } from '#lib/portal/asking-queries.ts';
import { readWhatOwnerReads } from '#lib/portal/owner-reads.ts';
import { readPortal } from '#lib/portal/queries.ts';

/* What an owner reads of payouts on the pages of the portal, in every state of the account: no sentence that is untrue in it. */

let world: PayoutWorld;
let others = 0;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

type Change = (connectedAccountId: string) => Promise<unknown>;

/** Of what Stripe says of the account. */
const now =
  (columns: Record<string, unknown>): Change =>
  (id) =>
    world.sql`update connected_accounts set ${world.sql(columns)} where connected_account_id = ${id}`;

/** Of the payout that waits. */
const holdPayout: Change = async (connectedAccountId) => {
  const [row] = await world.sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests where connected_account_id = ${connectedAccountId}`;
  await placeHold(world.as('ines'), {
    connectedAccountId,
    payoutRequestId: row?.id ?? '',
    reason: 'unusual_activity',
    reviewerText: 'Looks odd',
  });
};

const hold =
  (over: { currency?: string; keepsPercent?: number } = {}): Change =>
  (connectedAccountId) =>
    placeHold(world.as('ines'), {
      connectedAccountId,
      payoutRequestId: null,
      reason: 'unusual_activity',
      reviewerText: 'Looks odd',
      ...over,
    });

const handOver: Change = (id) =>
  world.tamper(`update payout_requests set state = 'unknown' where connected_account_id = '${id}'`);

const byCadence: Change = (id) =>
  world.sql`insert into payout_cadences (connected_account_id, cadence, next_due_at, set_by) values (${id}, 'daily', now(), 'x')`;

const stop =
  (scope: 'connected_account' | 'currency', scopeValue?: string): Change =>
  (id) =>
    engageProven(world.sql, world.as('marek'), {
      scope,
      scopeValue: scopeValue ?? id,
      reason: 'A look first',
    });

const lockDispatch: Change = () =>
  world.sql`update dispatch_control set locked_at = now(), locked_because = 'A backup was put back'`;

const PAST_DUE = { disabled_reason: 'requirements.past_due', payouts_enabled: false };
const NEW = { ...PAST_DUE, charges_enabled: false, details_submitted: false };

/** One whose payouts Sluice does not make. */
async function notByUs(interval: string | null): Promise<string> {
  const strength = interval === null ? 'unknown' : interval === 'manual' ? 'manual_sole_payer' : 'automatic';
  others += 1;
  const id = `acct_1Other${String(others)}`;
  await world.sql`
    insert into connected_accounts (connected_account_id, display_name, livemode, api_generation, charges_enabled, payouts_enabled,
      details_submitted, requirements, future_requirements, capabilities, payout_interval, minimum_balances, automatic_transfer_rules,
      lock_strength, lock_reasons, requirement_collection, default_currencies, created_at_stripe, read_at)
    values (${id}, 'Other', false, 'v1', true, true, true, '{}', '{}', '{}', ${interval}, '{}', '{}',
      ${strength}, '[]', 'application', '{usd}', now(), now())`;
  return id;
}

/** Home: its lead, what stays, what waits, what can be asked for; and each of Stripe's parts, or what stands there instead. */
async function told(changes: readonly Change[], interval: string | null | undefined) {
  const connectedAccountId =
    interval === undefined ? await world.account([100_00n]) : await notByUs(interval);
  const ctx: Context = {
    ...jobContext('test'),
    actor: { kind: 'connected_account_owner', connectedAccountId, email: 'owner@seller.example' },
  };
  if (interval === undefined)
    await proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount: 30_00n });
  for (const change of changes) await change(connectedAccountId);
  const portal = await readPortal(ctx);
  const asking = await readOwnAsking(ctx);
  const { components } = sessionGrant(await readSessionFacts(connectedAccountId));
  const holds = await listHoldsOfAccount(world.as('ines'), connectedAccountId);
  const reads = await readWhatOwnerReads(world.as('ines'), connectedAccountId, holds);
  return {
    portal,
    /** What colleagues see of each hold that its owner reads, and the hold's own words. */
    holds: holds.map(({ holdId, ownerText }) => ({ reads: reads.get(holdId), ownerText })),
    home: {
      lead: portal.payoutRhythm,
      stays: portal.staysBecause,
      waits: portal.waiting[0]?.why ?? [],
      asks: (asking ?? []).flatMap(({ payable, refusals }) => (payable === null ? refusals : ['can'])),
    },
    parts: [...PAYOUT_PARTS, ...PAYMENT_PARTS, ...ACCOUNT_PARTS, ...SETTING_UP, ...ASKED_AGAIN].map(
      ({ anyOf, otherwise }) => anyOf.find((name) => components[name]?.enabled) ?? otherwise,
    ),
  };
}

const ON_REQUEST = 'A payout starts when you ask for it, or when we do.';
const BY_US = 'We start your payouts every day, of what is available.';
const NONE_BY_US = 'We make no payouts of this account now. “What waits, and why” says why.';
const NONE_BY_STRIPE = 'Stripe makes no payouts of this account now.';
const CHECKED = 'Payouts are being checked before they leave. You will hear from us if we need anything.';
const THIS_CHECKED =
  'This payout is being checked before it leaves. You will hear from us if we need anything.';
const STOPPED =
  'Payouts are stopped for the moment. Nothing is lost, and nothing needs to be done about that.';
const OVERDUE = 'Details are missing and overdue. Stripe limits your account until they are given.';
const OFF = 'It cannot leave while Stripe makes no payouts of this account.';
const TENTH = '10 % of the balance is kept as a reserve.';
const CLOSED = 'Payouts do not leave while the account is closed. The money stays in your balance.';

type Home = Awaited<ReturnType<typeof told>>['home'];
type Case = {
  name: string;
  /** Stripe's schedule of an account whose payouts Sluice does not make; null where Stripe has not told it. */
  interval?: string | null;
  changes: readonly Change[];
  home: Home;
  /** Some of its money leaves, by whomever. */
  pays: boolean;
};

const none = { stays: [], waits: [], asks: [] };
const held = { lead: NONE_BY_US, stays: [CHECKED], waits: [CHECKED] };
const free = { ...none, waits: [THIS_CHECKED] };

// The order matters: a press stays, and nothing is sent after a lock.
const CASES: Case[] = [
  { name: 'free, on request', changes: [], home: { ...free, lead: ON_REQUEST, asks: ['can'] }, pays: true },
  { name: 'free, by a schedule of ours', changes: [byCadence], home: { ...free, lead: BY_US }, pays: true },
  { name: 'held', changes: [hold()], home: { ...held, asks: [CHECKED] }, pays: false },
  {
    name: 'held, by a schedule of ours',
    changes: [byCadence, hold()],
    home: { ...held, asks: [] },
    pays: false,
  },
  {
    name: 'another currency held',
    changes: [byCadence, hold({ currency: 'eur' })],
    home: { ...free, lead: `${BY_US} Now we make none in EUR.`, stays: [`EUR: ${CHECKED}`] },
    pays: true,
  },
  {
    name: 'its only currency held',
    changes: [hold({ currency: 'usd' })],
    home: {
      lead: `${ON_REQUEST} Now we make none in USD.`,
      stays: [`USD: ${CHECKED}`],
      waits: [`USD: ${CHECKED}`],
      asks: [`USD: ${CHECKED}`],
    },
    pays: true,
  },
  {
    name: 'a part held',
    changes: [byCadence, hold({ keepsPercent: 10 })],
    home: {
      ...free,
      lead: `${BY_US} A part stays as a reserve.`,
      stays: [`${TENTH} The rest is paid out as usual.`],
    },
    pays: true,
  },
  {
    name: 'a part held, and all of it',
    changes: [byCadence, hold({ keepsPercent: 10 }), hold()],
    home: { ...held, stays: [CHECKED, TENTH], asks: [] },
    pays: false,
  },
  {
    name: 'stopped',
    changes: [stop('connected_account')],
    home: { lead: NONE_BY_US, stays: [STOPPED], waits: [STOPPED], asks: [STOPPED] },
    pays: false,
  },
  {
    name: 'restricted',
    changes: [now(PAST_DUE)],
    home: { ...none, lead: NONE_BY_STRIPE, waits: [OFF], asks: [OVERDUE] },
    pays: false,
  },
  {
    name: 'restricted and held',
    changes: [hold(), now(PAST_DUE)],
    home: { lead: NONE_BY_STRIPE, stays: [CHECKED], waits: [CHECKED, OFF], asks: [OVERDUE] },
    pays: false,
  },
  {
    name: 'restricted without a reason, a part held',
    changes: [hold({ keepsPercent: 10 }), now({ payouts_enabled: false })],
    home: {
      lead: NONE_BY_STRIPE,
      stays: [TENTH],
      waits: [OFF],
      asks: [`${NONE_BY_STRIPE} See under Account.`],
    },
    pays: false,
  },
  {
    name: 'restricted soon',
    changes: [now({ current_deadline: '2099-01-01', requirements: { currently_due: ['company.tax_id'] } })],
    home: { ...free, lead: ON_REQUEST, asks: ['can'] },
    pays: true,
  },
  {
    name: 'new and held',
    changes: [hold(), now(NEW)],
    home: {
      lead: 'There are no payouts before your account is set up.',
      stays: [CHECKED],
      waits: [CHECKED, OFF],
      asks: ['Details are missing. You cannot be paid before they are given.'],
    },
    pays: false,
  },
  {
    name: 'rejected and held',
    changes: [hold(), now({ disabled_reason: 'rejected.fraud', payouts_enabled: false })],
    home: { ...none, lead: null, stays: [CLOSED], waits: [CLOSED] },
    pays: false,
  },
  {
    name: 'rejected, and Stripe has not switched payouts off',
    changes: [stop('connected_account'), now({ disabled_reason: 'rejected.fraud' })],
    home: { ...none, lead: null, stays: [CLOSED], waits: [CLOSED] },
    pays: false,
  },
  {
    name: 'disconnected and held',
    changes: [hold(), now({ deauthorized_at: '2026-11-01' })],
    home: { ...none, lead: null, waits: ['It cannot leave: this account has left the platform.'] },
    pays: false,
  },
  ...(['weekly', 'daily'] as const).map((interval) => ({
    name: `paid by Stripe ${interval}, held and stopped`,
    interval,
    changes: [hold(), hold({ keepsPercent: 10 }), stop('connected_account')],
    home: {
      ...none,
      lead: interval === 'weekly' ? 'Stripe pays you once a week.' : 'Stripe pays you every working day.',
    },
    pays: true,
  })),
  {
    name: 'paid by us, and by a schedule of Stripe’s that no hold of ours keeps',
    changes: [byCadence, hold(), now({ payout_interval: 'daily', lock_strength: 'automatic' })],
    home: { ...none, lead: 'Stripe pays you every working day.', waits: [CHECKED] },
    pays: true,
  },
  {
    name: 'paid when asked, and by a schedule of Stripe’s that no hold of ours keeps',
    changes: [hold(), now({ payout_interval: 'daily', lock_strength: 'automatic' })],
    home: { stays: [], lead: 'Stripe pays you every working day.', waits: [CHECKED], asks: [CHECKED] },
    pays: true,
  },
  {
    name: 'its only payout held',
    changes: [holdPayout],
    home: { ...free, lead: ON_REQUEST, asks: ['can'] },
    pays: true,
  },
  {
    name: 'its only payout held, and rejected',
    changes: [holdPayout, now({ disabled_reason: 'rejected.fraud', payouts_enabled: false })],
    home: { ...none, lead: null, stays: [CLOSED], waits: [CLOSED] },
    pays: false,
  },
  {
    name: 'its only payout held, and being handed over',
    changes: [holdPayout, handOver],
    home: { ...none, lead: ON_REQUEST, waits: ['It is being handed to Stripe right now.'], asks: ['can'] },
    pays: true,
  },
  {
    name: 'paid by hand',
    interval: 'manual',
    changes: [],
    home: { ...none, lead: 'Payouts are started by hand.' },
    pays: true,
  },
  {
    name: 'paid by hand, held',
    interval: 'manual',
    changes: [hold()],
    home: { ...none, lead: NONE_BY_US, stays: [CHECKED] },
    pays: false,
  },
  {
    name: 'by a schedule that Stripe has not told, held',
    interval: null,
    changes: [hold()],
    home: { ...none, lead: 'Stripe has not told us how your payouts start.' },
    pays: true,
  },
  {
    name: 'another currency stopped',
    changes: [now({ default_currencies: ['usd', 'jpy'] }), stop('currency', 'jpy')],
    home: {
      ...free,
      lead: `${ON_REQUEST} Now we make none in JPY.`,
      stays: [`JPY: ${STOPPED}`],
      asks: ['can'],
    },
    pays: true,
  },
  {
    name: 'after a backup was put back',
    changes: [now({ default_currencies: ['usd'] }), lockDispatch],
    home: { lead: NONE_BY_US, stays: [STOPPED], waits: [STOPPED], asks: [STOPPED] },
    pays: false,
  },
];

/** What somebody would plan with whose money stays where it is. */
const PROMISE =
  /as usual|We start|starts when|by hand|Stripe pays you|go on|shortly|by itself|leaves as soon|\bcan\b(?! take no)/;

it.each(CASES)('$name: each page is true', async ({ changes, interval, home, pays }) => {
  const all = await told(changes, interval);
  expect(all.home).toEqual(home);
  if (!pays) expect(JSON.stringify(all.home)).not.toMatch(PROMISE);
  const said = [...home.stays, ...home.waits, ...home.asks];
  for (const { reads, ownerText } of all.holds) {
    // What colleagues see that the owner reads of a hold stands on the owner's page, and nothing of it stands there unseen.
    expect(said).toEqual(expect.arrayContaining([...(reads ?? ['not read at all'])]));
    if (reads?.length === 0) expect(said.join()).not.toContain(ownerText);
  }
  // Stripe's own component that shows what it pays next: not where Sluice would say otherwise, nor where it may not see it.
  expect(all.parts).not.toContain('payouts');
  const { todo, isDisconnected, letsGiveDetails } = all.portal;
  // Who is told to give something can give it here, or is told that they cannot.
  expect(letsGiveDetails, JSON.stringify(todo)).toBe(!all.parts.slice(-2).includes(KEPT));
  if (isDisconnected) expect(letsGiveDetails).toBe(false);
});
