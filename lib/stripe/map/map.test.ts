import type { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { mapAccount } from './account.ts';
import { mapBalance } from './balance.ts';
import { mapBalanceSettings } from './balance-settings.ts';
import { mapBalanceTransaction } from './balance-transaction.ts';
import { mapExternalAccount } from './external-account.ts';

const BALANCE_TRANSACTION: Stripe.BalanceTransaction = {
  id: 'txn_1',
  object: 'balance_transaction',
  amount: -5_000,
  available_on: 1_700_000_000,
  balance_type: 'payments',
  created: 1_699_000_000,
  currency: 'huf',
  description: null,
  exchange_rate: 0.00274,
  fee: 0,
  fee_details: [],
  net: -5_000,
  reporting_category: 'payout',
  source: { id: 'po_1', object: 'payout' } as Stripe.Payout,
  status: 'pending',
  type: 'a_type_of_tomorrow',
};

const ACCOUNT: Stripe.Account = {
  id: 'acct_1',
  object: 'account',
  charges_enabled: true,
  payouts_enabled: true,
  details_submitted: true,
  email: null,
  type: 'standard',
};

describe('maps from Stripe', () => {
  it('keep an unknown type of balance transaction and the id of an expanded source', () => {
    expect(mapBalanceTransaction(BALANCE_TRANSACTION, 'acct_1')).toMatchObject({
      type: 'a_type_of_tomorrow',
      amount: -5_000n,
      net: -5_000n,
      sourceId: 'po_1',
      exchangeRate: '0.00274',
      occurredAt: new Date('2023-11-03T08:26:40Z'),
      availableAt: new Date('2023-11-14T22:13:20Z'),
    });
  });

  it.each([0.5, 2 ** 53, Number.NaN])('refuse the inexact amount %s', (amount) => {
    expect(() => mapBalanceTransaction({ ...BALANCE_TRANSACTION, amount }, 'acct_1')).toThrow(RangeError);
  });

  it('refuse a status that would have to be guessed', () => {
    expect(() => mapBalanceTransaction({ ...BALANCE_TRANSACTION, status: 'held' }, 'acct_1')).toThrow(/held/);
  });

  it.each([
    ['standard', 'full', 'stripe', 'stripe', false],
    ['express', 'express', 'application', 'stripe', null],
    ['custom', 'none', 'application', 'application', null],
    ['none', null, null, null, null],
  ])(
    'read the legacy type %s where no controller is shown',
    (type, dashboard, losses, collection, controlled) => {
      expect(mapAccount({ ...ACCOUNT, type }, false)).toMatchObject({
        dashboard,
        lossesPayments: losses,
        requirementCollection: collection,
        isController: controlled,
        displayName: 'acct_1',
        createdAtStripe: null,
        capabilities: {},
        requirements: {},
      });
    },
  );

  it('believe the controller before the legacy type', () => {
    const controller: Stripe.Account.Controller = {
      type: 'application',
      is_controller: true,
      losses: { payments: 'application' },
      stripe_dashboard: { type: 'none' },
    };
    expect(mapAccount({ ...ACCOUNT, controller }, true)).toMatchObject({
      livemode: true,
      dashboard: 'none',
      lossesPayments: 'application',
      isController: true,
    });
  });

  it('keep every currency that any part of a balance names, and negative sums', () => {
    const balance: Stripe.Balance = {
      object: 'balance',
      livemode: false,
      available: [{ amount: -700, currency: 'usd' }],
      pending: [{ amount: 30, currency: 'jpy' }],
      connect_reserved: [{ amount: 40, currency: 'eur' }],
      instant_available: [{ amount: 50, currency: 'usd' }],
    };
    const none = { available: 0n, pending: 0n, connectReserved: 0n, instantAvailable: null };
    expect(mapBalance(balance)).toEqual([
      { ...none, currency: 'eur', connectReserved: 40n },
      { ...none, currency: 'jpy', pending: 30n },
      { ...none, currency: 'usd', available: -700n, instantAvailable: 50n },
    ]);
  });

  it('read absent payout settings as not told, and an empty sweeping rule as none', () => {
    const timing = { delay_days: 2, start_of_day: null };
    expect(
      mapBalanceSettings({
        object: 'balance_settings',
        payments: { debit_negative_balances: null, payouts: null, settlement_timing: timing },
      }),
    ).toMatchObject({ payoutInterval: null, payoutsStatus: null, minimumBalances: {}, delayDays: 2 });
    const payouts = {
      automatic_transfer_rules_by_currency: {
        eur: [],
        usd: [{ payout_method: 'fa_1', transfer_up_to_amount: null, type: 'transfer_all' }],
      },
      minimum_balance_by_currency: { usd: 100 },
      schedule: { interval: 'manual' },
      statement_descriptor: null,
      status: 'enabled',
    };
    expect(
      mapBalanceSettings({
        object: 'balance_settings',
        payments: { debit_negative_balances: true, payouts, settlement_timing: timing },
      }),
    ).toMatchObject({
      automaticTransferRules: { usd: [{ type: 'transfer_all' }] },
      minimumBalances: { usd: 100 },
    });
  });

  it('leave routing numbers at Stripe', () => {
    const bank: Stripe.BankAccount = {
      id: 'ba_1',
      object: 'bank_account',
      account_holder_name: 'Cobalt',
      account_holder_type: null,
      account_type: null,
      bank_name: 'BANK',
      country: 'US',
      currency: 'usd',
      fingerprint: 'print',
      last4: '6789',
      routing_number: '110000000',
      status: 'new',
    };
    expect(JSON.stringify(mapExternalAccount(bank))).not.toContain('110000000');
    expect(mapExternalAccount(bank)).toMatchObject({
      last4: '6789',
      isDefaultForCurrency: false,
      payoutMethods: [],
    });
  });
});
