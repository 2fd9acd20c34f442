import { describe, expect, test } from 'vitest';
import { balanceViolations } from './check-balances.ts';
import { DAY, account, failure, fund, startForEach } from './started.ts';

const started = startForEach();
const sums = (id: string) =>
  started.simulator.core.store.balanceTransactions
    .rows(id)
    .map(
      ({ type, amount, fee, net, currency }) =>
        `${type} ${String(amount)} - ${String(fee)} = ${String(net)} ${currency}`,
    );

describe('charges', () => {
  test('direct: fees on the account, the application fee also on the platform', () => {
    const { simulator } = started;
    const id = account(simulator, { type: 'standard' });
    const charge = simulator.createCharge({
      account: id,
      amount: 10_000,
      currency: 'usd',
      fee: 320,
      applicationFee: 500,
    });
    expect(sums(id)).toEqual(['charge 10000 - 820 = 9180 usd']);
    expect(sums(simulator.platformId)).toEqual(['application_fee 500 - 0 = 500 usd']);
    expect(charge).toMatchObject({
      application_fee_amount: 500,
      application: simulator.core.store.applicationId,
    });
    expect(simulator.balance(id).pending[0]?.amount).toBe(9180);
  });

  test('direct where the application pays fees: Stripe bills the platform', () => {
    const { simulator } = started;
    const id = account(simulator);
    simulator.createCharge({ account: id, amount: 10_000, currency: 'usd', fee: 320 });
    expect(sums(id)).toEqual(['charge 10000 - 0 = 10000 usd']);
    expect(sums(simulator.platformId)).toEqual(['stripe_fee -320 - 0 = -320 usd']);
  });

  test('destination: charge and transfer on the platform, a payment on the account', () => {
    const { simulator } = started;
    const id = account(simulator);
    const charge = simulator.createCharge({
      destination: id,
      amount: 10_000,
      currency: 'usd',
      fee: 320,
      applicationFee: 900,
    });
    expect(sums(simulator.platformId)).toEqual([
      'charge 10000 - 320 = 9680 usd',
      'transfer -10000 - 0 = -10000 usd',
      'application_fee 900 - 0 = 900 usd',
    ]);
    expect(sums(id)).toEqual(['payment 10000 - 900 = 9100 usd']);
    expect(charge.transfer_data).toEqual({ amount: null, destination: id });
    expect(simulator.core.store.charges.rows(id)[0]?.source_transfer).toBe(charge.transfer);
  });

  test('in another currency convert on arrival and keep the rate', () => {
    const { simulator } = started;
    const id = account(simulator, { country: 'JP', currency: 'jpy' });
    simulator.createCharge({ account: id, amount: 1000, currency: 'eur', exchangeRate: 160.25 });
    const [transaction] = simulator.core.store.balanceTransactions.rows(id);
    expect(transaction).toMatchObject({ amount: 1603, currency: 'jpy', exchange_rate: 160.25 });
  });

  test('a PaymentIntent confirmed through the SDK becomes a charge; a declined card is a card error', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      transfer_data: { destination: id },
      application_fee_amount: 100,
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', latest_charge: { object: 'charge', amount: 2000 } });
    const declined = stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    });
    expect(await failure(declined)).toMatchObject({ type: 'StripeCardError', code: 'card_declined' });
  });
});

describe('transfers', () => {
  test('need available money, or a source charge whose pending time they share', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const destination = { currency: 'usd', destination: id };
    expect((await failure(stripe.transfers.create({ ...destination, amount: 100 }))).code).toBe(
      'balance_insufficient',
    );
    const charge = simulator.createCharge({ amount: 10_000, currency: 'usd', fee: 0 });
    const tied = await stripe.transfers.create({
      ...destination,
      amount: 6000,
      source_transaction: charge.id,
    });
    expect(tied).toMatchObject({ transfer_group: `group_${charge.id}`, source_transaction: charge.id });
    const tooMuch = stripe.transfers.create({ ...destination, amount: 4001, source_transaction: charge.id });
    expect((await failure(tooMuch)).code).toBe('balance_insufficient');
    const euros = stripe.transfers.create({
      currency: 'eur',
      destination: id,
      amount: 1,
      source_transaction: charge.id,
    });
    expect((await failure(euros)).code).toBe('transfer_source_balance_parameters_mismatch');
    const paid = simulator.core.store.balanceTransactions.rows(simulator.platformId)[0];
    expect(simulator.core.store.balanceTransactions.rows(id)[0]).toMatchObject({
      status: 'pending',
      available_on: paid?.available_on,
    });
    simulator.advanceClock(3 * DAY);
    expect((await stripe.transfers.create({ ...destination, amount: 4000 })).source_transaction).toBeNull();
  });

  test('are reversed in parts up to the whole, both sides booked', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, simulator.platformId, 10_000);
    const transfer = await stripe.transfers.create({ amount: 5000, currency: 'usd', destination: id });
    await stripe.transfers.createReversal(transfer.id, { amount: 2000 });
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({
      amount_reversed: 2000,
      reversed: false,
    });
    await stripe.transfers.createReversal(transfer.id);
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({
      amount_reversed: 5000,
      reversed: true,
    });
    expect((await failure(stripe.transfers.createReversal(transfer.id, { amount: 1 }))).param).toBe('amount');
    expect(sums(id).slice(1)).toEqual([
      'payment_refund -2000 - 0 = -2000 usd',
      'payment_refund -3000 - 0 = -3000 usd',
    ]);
    const reversed = simulator.core.store.events
      .rows(simulator.platformId)
      .filter(({ type }) => type === 'transfer.reversed');
    expect(reversed).toHaveLength(2);
  });

  test('of an account that bears its losses are not reversed below zero', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { type: 'standard' });
    fund(simulator, simulator.platformId, 10_000);
    const transfer = await stripe.transfers.create({ amount: 5000, currency: 'usd', destination: id });
    await stripe.payouts.create({ amount: 5000, currency: 'usd' }, { stripeAccount: id });
    expect((await failure(stripe.transfers.createReversal(transfer.id))).code).toBe('balance_insufficient');
  });
});

describe('refunds and disputes', () => {
  test('a refund returns the fee and pulls the transfer back only when asked', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const charge = simulator.createCharge({
      destination: id,
      amount: 10_000,
      currency: 'usd',
      fee: 320,
      applicationFee: 1000,
    });
    await stripe.refunds.create({ charge: charge.id, amount: 1000 });
    expect(simulator.balance(id).pending[0]?.amount).toBe(9000);
    const full = await stripe.refunds.create({
      charge: charge.id,
      reverse_transfer: true,
      refund_application_fee: true,
    });
    expect(full).toMatchObject({ amount: 9000, transfer_reversal: expect.stringMatching(/^trr_/) as string });
    expect(simulator.balance(id).pending[0]?.amount).toBe(0);
    expect((await failure(stripe.refunds.create({ charge: charge.id }))).code).toBe(
      'charge_already_refunded',
    );
    expect(balanceViolations(simulator)).toEqual([]);
  });

  test('a refused refund leaves nothing behind, partial ones sum to the transfer', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { type: 'standard' });
    const now = simulator.core.clock.nowSeconds();
    const charge = simulator.createCharge({
      destination: id,
      amount: 1000,
      currency: 'usd',
      fee: 0,
      availableOn: now,
    });
    const payout = await stripe.payouts.create({ amount: 900, currency: 'usd' }, { stripeAccount: id });
    const before = simulator.core.store.balanceTransactions.size;
    const refused = stripe.refunds.create({ charge: charge.id, amount: 333, reverse_transfer: true });
    expect((await failure(refused)).code).toBe('balance_insufficient');
    expect(simulator.core.store.balanceTransactions.size).toBe(before);
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(0);
    simulator.failPayout(payout.id);
    for (const amount of [333, 333, 334]) {
      await stripe.refunds.create({ charge: charge.id, amount, reverse_transfer: true });
    }
    expect(simulator.balance(id).available[0]?.amount).toBe(0);
  });

  test('partial refunds of a converted charge sum to what it brought', () => {
    const { simulator } = started;
    const id = account(simulator);
    const charge = simulator.createCharge({
      account: id,
      amount: 100,
      currency: 'eur',
      exchangeRate: 1.15,
      fee: 0,
    });
    for (const amount of [50, 50]) simulator.createRefund({ account: id, charge: charge.id, amount });
    expect(sums(id)).toEqual([
      'charge 115 - 0 = 115 usd',
      'refund -58 - 0 = -58 usd',
      'refund -57 - 0 = -57 usd',
    ]);
  });

  test('an inquiry moves no money and still allows a refund', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 1000);
    const charge = simulator.core.store.charges.rows(id)[0]?.id ?? '';
    const inquiry = simulator.createDispute({ charge, inquiry: true });
    expect(inquiry).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] });
    expect((await stripe.refunds.create({ charge }, { stripeAccount: id })).status).toBe('succeeded');
    const other = account(simulator);
    fund(simulator, other, 1000);
    const disputed = simulator.core.store.charges.rows(other)[0]?.id ?? '';
    simulator.createDispute({ charge: disputed });
    const refused = stripe.refunds.create({ charge: disputed }, { stripeAccount: other });
    expect((await failure(refused)).code).toBe('charge_disputed');
  });

  test('a direct refund with the fee carries it on its own transaction', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { type: 'standard' });
    const charge = simulator.createCharge({
      account: id,
      amount: 10_000,
      currency: 'usd',
      fee: 320,
      applicationFee: 500,
    });
    await stripe.refunds.create(
      { charge: charge.id, amount: 5000, refund_application_fee: true },
      { stripeAccount: id },
    );
    expect(sums(id)[1]).toBe('refund -5000 - -250 = -4750 usd');
    expect(sums(simulator.platformId)[1]).toBe('application_fee_refund -250 - 0 = -250 usd');
  });

  test('a refund that fails late gives the money back', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 1000);
    const charge = simulator.core.store.charges.rows(id)[0]?.id ?? '';
    const refund = await stripe.refunds.create({ charge }, { stripeAccount: id });
    simulator.failRefund(refund.id);
    const failed = await stripe.refunds.retrieve(refund.id, {}, { stripeAccount: id });
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' });
    expect(simulator.balance(id).available[0]?.amount).toBe(1000);
    expect((await stripe.charges.retrieve(charge, {}, { stripeAccount: id })).amount_refunded).toBe(0);
  });

  test('a dispute takes amount and fee, a won one brings the amount back', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 10_000);
    const charge = simulator.core.store.charges.rows(id)[0]?.id ?? '';
    const dispute = simulator.createDispute({ charge, amount: 4000 });
    expect(sums(id)[1]).toBe('adjustment -4000 - 1500 = -5500 usd');
    simulator.closeDispute(dispute.id, 'won');
    const won = await stripe.disputes.retrieve(dispute.id, {}, { stripeAccount: id });
    expect(won.status).toBe('won');
    expect(won.balance_transactions.map(({ reporting_category }) => reporting_category)).toEqual([
      'dispute',
      'dispute_reversal',
    ]);
    const kinds = simulator.core.store.events
      .rows(id)
      .map(({ type }) => type)
      .filter((type) => type.includes('dispute'));
    expect(kinds).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    expect(simulator.balance(id).available[0]?.amount).toBe(8500);
  });
});

test('a negative account is covered by a reserve on the platform, released when it recovers', async () => {
  const { simulator, stripe } = started;
  const id = account(simulator);
  fund(simulator, id, 1000);
  const charge = simulator.core.store.charges.rows(id)[0]?.id ?? '';
  await stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: id });
  simulator.createRefund({ account: id, charge });
  const platform = await stripe.balance.retrieve();
  expect(platform.connect_reserved?.[0]?.amount).toBe(1000);
  expect(platform.available[0]?.amount).toBe(-1000);
  fund(simulator, id, 400);
  expect((await stripe.balance.retrieve()).connect_reserved?.[0]?.amount).toBe(600);
  fund(simulator, id, 5000);
  expect((await stripe.balance.retrieve()).connect_reserved?.[0]?.amount).toBe(0);
  expect(sums(simulator.platformId).filter((line) => line.startsWith('reserve'))).toHaveLength(3);
  expect(balanceViolations(simulator)).toEqual([]);
});
