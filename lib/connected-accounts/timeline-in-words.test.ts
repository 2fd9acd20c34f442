import { describe, expect, it } from 'vitest';
import { timelineItem } from './timeline-in-words.ts';

const event = (type: string, object: object, previous: object = {}) =>
  timelineItem({
    source: 'event',
    id: 'evt_1',
    seconds: 0,
    facts: { type },
    body: JSON.stringify({ data: { object, previous_attributes: previous } }),
  });

describe('a moment in words', () => {
  it('compares only what Stripe says has changed, inside requirements and capabilities too', () => {
    const account = {
      payouts_enabled: true,
      details_submitted: true,
      capabilities: { card_payments: 'inactive', transfers: 'active' },
      requirements: { currently_due: ['external_account', 'business_type'], past_due: ['business_type'] },
    };
    const before = {
      capabilities: { card_payments: 'active' },
      requirements: { currently_due: ['business_type'] },
    };
    expect(event('account.updated', account, before).details).toEqual([
      'Capability card payments: active → inactive.',
      'Stripe now asks: Add a bank account or debit card for payouts.',
    ]);
  });

  it('tells the first requirements of a new account and counts the rest', () => {
    const codes = [
      'individual.first_name',
      'individual.last_name',
      'individual.email',
      'individual.phone',
      'business_type',
    ];
    const { details } = event(
      'account.updated',
      { requirements: { currently_due: codes } },
      { requirements: { currently_due: [] } },
    );
    expect(details).toHaveLength(5);
    expect(details.at(-1)).toBe('Stripe now asks: 1 more.');
  });

  it('names the amount of a failed payout in its own decimals and leads to it', () => {
    const payout = { id: 'po_1', amount: 512_345, currency: 'jpy', failure_code: 'account_closed' };
    expect(event('payout.failed', payout)).toMatchObject({
      tone: 'failed',
      amount: { amount: 512_345n, currency: 'jpy' },
      details: ['Stripe’s code account_closed'],
      record: { kind: 'payout', id: 'po_1' },
    });
  });

  it('names a payout schedule that changed', () => {
    const settings = (interval: string) => ({ payments: { payouts: { schedule: { interval } } } });
    expect(event('balance_settings.updated', settings('daily'), settings('manual')).details).toEqual([
      'Payout schedule: manual → daily.',
    ]);
  });

  it.each([
    [
      null,
      [
        'Asks: every Monday and Friday at 06:30, Europe/Berlin.',
        'From these sums on: any.',
        'Stays in the balance: 100.00 EUR, 6,000 JPY.',
      ],
    ],
    [
      { cadence: 'threshold', thresholds: { eur: '50000' }, atMinute: 0, zone: 'UTC' },
      [
        'Asks: every Monday and Friday at 06:30, Europe/Berlin; before: every day at 00:00, UTC.',
        'From these sums on: any; before: 500.00 EUR.',
        'Stays in the balance: 100.00 EUR, 6,000 JPY; before: nothing more than Stripe keeps.',
      ],
    ],
    ['the same', ['Saved again as it was.']],
  ])('of a cadence that was set says what is another than before: %j', (was, expected) => {
    const after = {
      cadence: 'weekly',
      weekdays: [1, 5],
      zone: 'Europe/Berlin',
      atMinute: 390,
      thresholds: {},
      minimumBalances: { jpy: '6000', eur: '10000' },
    };
    const item = timelineItem({
      source: 'cadence',
      id: '00000000000000000042',
      seconds: 0,
      facts: { who: 'Anna', before: was === 'the same' ? after : was, after },
      body: null,
    });
    expect(item).toMatchObject({ details: expected, record: { kind: 'audit', id: '42' } });
  });

  it('of a weaker lock says what it was and is', () => {
    const { details } = timelineItem({
      source: 'audit',
      id: '00000000000000000042',
      seconds: 0,
      facts: {
        action: 'connected_account.change',
        before: { lockStrength: 'manual_sole_payer' },
        after: { lockStrength: 'automatic' },
      },
      body: null,
    });
    expect(details).toEqual([
      'Its money was held: only the platform could pay it out, and is now paid out automatically.',
    ]);
  });

  it('shows of a destination its last digits and nothing that could pay somebody', () => {
    const account = {
      last4: '6789',
      bank_name: 'OTP Bank',
      currency: 'huf',
      country: 'HU',
      routing_number: '11000',
    };
    const item = event('account.external_account.created', account);
    expect(item.details).toEqual(['OTP Bank ••6789, HUF, HU']);
    expect(JSON.stringify({ ...item, at: null })).not.toContain('11000');
  });

  it('says so when the body of an event is gone', () => {
    const gone = timelineItem({
      source: 'event',
      id: 'evt_1',
      seconds: 0,
      facts: { type: 'account.updated' },
      body: null,
    });
    expect(gone.details).toEqual(['Its body is not stored.']);
  });
});
