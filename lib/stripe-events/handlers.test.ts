import { describe, expect, it } from 'vitest';
import { EVENT_OF } from './handlers.fixture.ts';
import { refreshKey } from './refresh.ts';
import { handlerOf, subscribedEventTypes, type HandledEventType } from './registry.ts';
import type { StripeEventView } from './stripe-event.ts';

function refreshesOf(event: StripeEventView): string[] {
  const handle = handlerOf(event.type);
  if (handle === null) throw new Error(`${event.type} has no handler`);
  return handle(event).map(refreshKey);
}

const ACCOUNT = ['connected_account:acct_a'];
const MONEY = ['balance_transactions:acct_a', 'balance:acct_a'];
const PAYOUT = ['payout:acct_a:po_1', ...MONEY];
const DISPUTE = ['dispute:acct_a:du_1', ...MONEY];
const PLATFORM_MONEY = ['balance_transactions:platform', 'balance:platform'];
const BOTH = [...PLATFORM_MONEY, 'balance_transactions:acct_b', 'balance:acct_b'];

/** Written out by hand: the specification of what each event makes Sluice read again. */
const EXPECTED: { readonly [Type in HandledEventType]: string[] } = {
  'account.updated': ACCOUNT,
  'account.application.authorized': ACCOUNT,
  'account.application.deauthorized': ACCOUNT,
  'account.external_account.created': ACCOUNT,
  'account.external_account.updated': ACCOUNT,
  'account.external_account.deleted': ACCOUNT,
  'capability.updated': ACCOUNT,
  'person.created': ACCOUNT,
  'person.updated': ACCOUNT,
  'person.deleted': ACCOUNT,
  'balance.available': MONEY,
  'balance_settings.updated': ACCOUNT,
  'payout.created': PAYOUT,
  'payout.updated': PAYOUT,
  'payout.paid': PAYOUT,
  'payout.failed': [...ACCOUNT, ...PAYOUT],
  'payout.canceled': PAYOUT,
  'payout.reconciliation_completed': PAYOUT,
  'charge.succeeded': MONEY,
  'charge.pending': [],
  'charge.failed': [],
  'charge.captured': MONEY,
  'charge.expired': [],
  'charge.refunded': MONEY,
  'charge.updated': MONEY,
  'charge.refund.updated': MONEY,
  'refund.created': MONEY,
  'refund.updated': MONEY,
  'refund.failed': MONEY,
  'charge.dispute.created': DISPUTE,
  'charge.dispute.updated': DISPUTE,
  'charge.dispute.closed': DISPUTE,
  'charge.dispute.funds_withdrawn': DISPUTE,
  'charge.dispute.funds_reinstated': DISPUTE,
  'payment_intent.succeeded': MONEY,
  'payment_intent.partially_funded': MONEY,
  'payment_intent.payment_failed': [],
  'payment_intent.processing': [],
  'payment_intent.canceled': [],
  'payment_intent.requires_action': [],
  'payment_intent.amount_capturable_updated': [],
  'radar.early_fraud_warning.created': [],
  'radar.early_fraud_warning.updated': [],
  'review.opened': [],
  'review.closed': [],
  'reserve.hold.created': MONEY,
  'reserve.hold.updated': MONEY,
  'reserve.release.created': MONEY,
  'reserve.plan.created': [],
  'reserve.plan.updated': [],
  'reserve.plan.disabled': [],
  'reserve.plan.expired': [],
  'topup.created': PLATFORM_MONEY,
  'topup.succeeded': PLATFORM_MONEY,
  'topup.failed': PLATFORM_MONEY,
  'topup.canceled': PLATFORM_MONEY,
  'topup.reversed': PLATFORM_MONEY,
  'transfer.created': BOTH,
  'transfer.updated': BOTH,
  'transfer.reversed': BOTH,
  'application_fee.created': BOTH,
  'application_fee.refunded': BOTH,
  'application_fee.refund.updated': PLATFORM_MONEY,
  'reporting.report_run.succeeded': [],
  'reporting.report_run.failed': [],
};

describe('each event type names what to read again', () => {
  it.each(Object.entries(EXPECTED))('%s', (type, expected) => {
    const event = Object.values(EVENT_OF).find((fixture) => fixture.type === type);
    expect(event && refreshesOf(event)).toEqual(expected);
  });

  it('a destination charge also moves money at its destination', () => {
    const { object, ...event } = EVENT_OF['charge.succeeded'];
    const refreshes = refreshesOf({
      ...event,
      connectedAccountId: 'platform',
      object: { ...object, destination: 'acct_b' },
    });
    expect(refreshes).toEqual(BOTH);
  });

  it('an expanded destination counts like its id', () => {
    const { object, ...event } = EVENT_OF['transfer.created'];
    expect(
      refreshesOf({ ...event, object: { ...object, destination: { id: 'acct_b', object: 'account' } } }),
    ).toEqual(BOTH);
  });

  it('the platform’s own payouts and settings have no connected account to read', () => {
    const platform = (type: HandledEventType): string[] =>
      refreshesOf({ ...EVENT_OF[type], connectedAccountId: 'platform' });
    expect(platform('payout.failed')).toEqual(['payout:platform:po_1', ...PLATFORM_MONEY]);
    expect(platform('balance_settings.updated')).toEqual(['balance:platform']);
  });

  it('a payout event without an id is an error and not a guess', () => {
    expect(() => refreshesOf({ ...EVENT_OF['payout.paid'], objectId: null })).toThrow('data.object.id');
  });
});

describe('the subscribed types', () => {
  it('are those that have a handler, each on at least one endpoint', () => {
    const subscribed = new Set([...subscribedEventTypes('account'), ...subscribedEventTypes('connect')]);
    expect([...subscribed].toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    expect([...subscribed].every((type) => handlerOf(type) !== null)).toBe(true);
  });

  it('put the platform’s transfers on the account endpoint and account changes on the Connect endpoint', () => {
    expect(subscribedEventTypes('account')).toContain('transfer.created');
    expect(subscribedEventTypes('account')).not.toContain('account.updated');
    expect(subscribedEventTypes('connect')).toContain('account.updated');
    expect(subscribedEventTypes('connect')).not.toContain('transfer.created');
  });

  it('have no handler for a name that every object inherits', () => {
    expect(handlerOf('constructor')).toBeNull();
    expect(handlerOf('__proto__')).toBeNull();
  });
});
