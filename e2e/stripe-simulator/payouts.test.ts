import { describe, expect, test } from 'vitest';
import { balanceViolations } from './check-balances.ts';
import { DAY, HOUR, account, failure, fund, startForEach } from './started.ts';

const started = startForEach();
const types = (id: string) => started.simulator.core.store.events.rows(id).map((event) => event.type);
const usd = (id: string) =>
  started.simulator.balance(id).available.find(({ currency }) => currency === 'usd')?.amount;

describe('a manual payout', () => {
  test('leaves the balance at once, travels by the clock and gets its trace id later', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 10_000);
    const options = { stripeAccount: id };
    const payout = await stripe.payouts.create(
      { amount: 7000, currency: 'usd', metadata: { sluice_payout_request_id: 'pr_1' } },
      options,
    );
    expect(payout).toMatchObject({
      status: 'pending',
      automatic: false,
      reconciliation_status: 'not_applicable',
    });
    expect(payout.metadata).toEqual({ sluice_payout_request_id: 'pr_1' });
    expect(usd(id)).toBe(3000);
    const [transaction] = (await stripe.balanceTransactions.list({ type: 'payout' }, options)).data;
    expect(transaction).toMatchObject({ net: -7000, status: 'available', source: payout.id });
    simulator.advanceClock(6 * HOUR);
    expect((await stripe.payouts.retrieve(payout.id, {}, options)).status).toBe('in_transit');
    simulator.advanceClock(2 * DAY);
    const paid = await stripe.payouts.retrieve(payout.id, {}, options);
    expect(paid).toMatchObject({ status: 'paid', trace_id: { status: 'pending', value: null } });
    simulator.advanceClock(DAY);
    expect((await stripe.payouts.retrieve(payout.id, {}, options)).trace_id?.status).toBe('supported');
    expect(types(id).filter((type) => type.startsWith('payout.'))).toEqual([
      'payout.created',
      'payout.updated',
      'payout.paid',
      'payout.updated',
    ]);
    expect(balanceViolations(simulator)).toEqual([]);
  });

  test('is refused beyond the available balance, pending money not counted', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    simulator.createCharge({ account: id, amount: 10_000, currency: 'usd', fee: 0 });
    fund(simulator, id, 500);
    const error = await failure(
      stripe.payouts.create({ amount: 501, currency: 'usd' }, { stripeAccount: id }),
    );
    expect(error).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'balance_insufficient',
    });
  });

  test.each([
    ['huf', 12_345, 12_300],
    ['twd', 150, 200],
    ['isk', 1010, 1100],
    ['ugx', 99, 100],
    ['kwd', 1001, 1010],
  ])('in %s must be a multiple: %i is refused, %i passes', async (currency, wrong, right) => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    simulator.addBankAccount(simulator.accountOf(id), { accountNumber: '1', currency, country: 'HU' });
    fund(simulator, id, 20_000, currency);
    const options = { stripeAccount: id };
    expect(await failure(stripe.payouts.create({ amount: wrong, currency }, options))).toMatchObject({
      param: 'amount',
    });
    expect((await stripe.payouts.create({ amount: right, currency }, options)).amount).toBe(right);
  });

  test('fails late after paid: money returns, the bank account is unusable until updated', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 10_000);
    const options = { stripeAccount: id };
    const payout = await stripe.payouts.create({ amount: 4000, currency: 'usd' }, options);
    simulator.advanceClock(3 * DAY);
    simulator.failPayout(payout.id, 'account_closed');
    const failed = await stripe.payouts.retrieve(
      payout.id,
      { expand: ['failure_balance_transaction'] },
      options,
    );
    expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' });
    expect(failed.failure_balance_transaction).toMatchObject({ type: 'payout_failure', amount: 4000 });
    expect(usd(id)).toBe(10_000);
    const event = simulator.core.store.events.rows(id).find(({ type }) => type === 'payout.failed');
    expect(event?.data.previous_attributes).toMatchObject({ status: 'paid', failure_code: null });
    expect(types(id)).toContain('account.external_account.updated');
    const again = await failure(stripe.payouts.create({ amount: 1000, currency: 'usd' }, options));
    expect(again.code).toBe('bank_account_unusable');
    const bank = simulator.accountOf(id).account.external_accounts?.data[0]?.id ?? '';
    await stripe.accounts.updateExternalAccount(id, bank, { account_holder_name: 'New name' });
    expect((await stripe.payouts.create({ amount: 1000, currency: 'usd' }, options)).status).toBe('pending');
  });

  test.each([
    ['000111111116', 'no_account'],
    ['000111111113', 'account_closed'],
    ['000222222227', 'insufficient_funds'],
    ['000333333335', 'debit_not_authorized'],
    ['000444444440', 'invalid_currency'],
    ['DE62370400440532013001', 'no_account'],
    ['11111113', 'account_closed'],
  ])('to test number %s fails with %s when it arrives', async (bank, code) => {
    const { simulator, stripe } = started;
    const id = account(simulator, { bank });
    fund(simulator, id, 1000);
    const payout = await stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: id });
    expect(payout.status).toBe('pending');
    simulator.advanceClock(5 * DAY);
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount: id })).toMatchObject({
      status: 'failed',
      failure_code: code,
    });
  });

  test('can be cancelled only while pending and only when it is not automatic', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { interval: 'daily' });
    fund(simulator, id, 5000);
    const options = { stripeAccount: id };
    const manual = await stripe.payouts.create({ amount: 2000, currency: 'usd' }, options);
    const canceled = await stripe.payouts.cancel(manual.id, {}, options);
    expect(canceled.status).toBe('canceled');
    expect(usd(id)).toBe(5000);
    const [automatic] = simulator.runAutomaticPayouts(id);
    expect((await failure(stripe.payouts.cancel(automatic?.id ?? '', {}, options))).message).toContain(
      'Automatic',
    );
    expect((await failure(stripe.payouts.cancel(manual.id, {}, options))).message).toContain('canceled');
    fund(simulator, id, 5000);
    const late = await stripe.payouts.create({ amount: 100, currency: 'usd' }, options);
    simulator.putInTransit(late.id);
    expect((await failure(stripe.payouts.cancel(late.id, {}, options))).message).toContain('in_transit');
  });

  test('can be pulled back from a US bank as a new payout', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 5000);
    const options = { stripeAccount: id };
    const payout = await stripe.payouts.create({ amount: 5000, currency: 'usd' }, options);
    simulator.markPaid(payout.id);
    const reversal = await stripe.payouts.reverse(payout.id, {}, options);
    expect(reversal).toMatchObject({ original_payout: payout.id, amount: -5000 });
    expect((await stripe.payouts.retrieve(payout.id, {}, options)).reversed_by).toBe(reversal.id);
    expect(usd(id)).toBe(5000);
  });

  test('may be instant: pending card money is advanced, ineligible banks are refused', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    simulator.createCharge({ account: id, amount: 10_000, currency: 'usd', fee: 0 });
    const options = { stripeAccount: id };
    const balance = await stripe.balance.retrieve({}, options);
    expect(balance.instant_available?.[0]?.amount).toBe(10_000);
    const payout = await stripe.payouts.create({ amount: 8000, currency: 'usd', method: 'instant' }, options);
    expect(payout.method).toBe('instant');
    const kinds = (await stripe.balanceTransactions.list({}, options)).data.map(({ type }) => type);
    expect(kinds).toEqual(['payout', 'advance_funding', 'advance', 'charge']);
    simulator.advanceClock(HOUR);
    expect((await stripe.payouts.retrieve(payout.id, {}, options)).status).toBe('paid');
    expect(balanceViolations(simulator)).toEqual([]);
    const slow = account(simulator, { bank: '000888888883' });
    fund(simulator, slow, 1000);
    const error = await failure(
      stripe.payouts.create({ amount: 500, currency: 'usd', method: 'instant' }, { stripeAccount: slow }),
    );
    expect(error.code).toBe('instant_payouts_unsupported');
  });
});

describe('a pause', () => {
  test('stops creation and what is in flight; after ten days the money returns', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { interval: 'daily' });
    fund(simulator, id, 5000);
    const options = { stripeAccount: id };
    const [automatic] = simulator.runAutomaticPayouts(id);
    simulator.putInTransit(automatic?.id ?? '');
    simulator.pausePayouts(id);
    const paused = await stripe.accounts.retrieve(id);
    expect(paused).toMatchObject({
      payouts_enabled: false,
      requirements: { disabled_reason: 'platform_paused' },
    });
    fund(simulator, id, 1000);
    const error = await failure(stripe.payouts.create({ amount: 1000, currency: 'usd' }, options));
    expect(error.code).toBe('payouts_not_allowed');
    simulator.advanceClock(9 * DAY);
    expect((await stripe.payouts.retrieve(automatic?.id ?? '', {}, options)).status).toBe('pending');
    simulator.advanceClock(2 * DAY);
    expect((await stripe.payouts.retrieve(automatic?.id ?? '', {}, options)).status).toBe('canceled');
    expect(usd(id)).toBe(6000);
  });

  test('lifted in time lets the payout go on', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 5000);
    const options = { stripeAccount: id };
    const payout = await stripe.payouts.create({ amount: 5000, currency: 'usd' }, options);
    simulator.pausePayouts(id);
    simulator.advanceClock(5 * DAY);
    simulator.unpausePayouts(id);
    simulator.advanceClock(6 * DAY);
    expect((await stripe.payouts.retrieve(payout.id, {}, options)).status).toBe('paid');
  });
});

describe('automatic payouts', () => {
  test('sweep by schedule, leave the minimum, and their contents sum to the payout', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator, { interval: 'daily' });
    const options = { stripeAccount: id };
    await stripe.balanceSettings.update(
      { payments: { payouts: { minimum_balance_by_currency: { usd: 1500 } } } },
      options,
    );
    fund(simulator, id, 4000);
    fund(simulator, id, 3000);
    simulator.advanceClock(DAY);
    const [payout] = (await stripe.payouts.list({}, options)).data;
    expect(payout).toMatchObject({ amount: 5500, automatic: true, reconciliation_status: 'in_progress' });
    expect(usd(id)).toBe(1500);
    const id_ = payout?.id ?? '';
    const early = await failure(stripe.balanceTransactions.list({ payout: id_ }, options));
    expect(early.code).toBe('payout_reconciliation_not_ready');
    simulator.advanceClock(6 * DAY);
    expect(types(id)).toContain('payout.reconciliation_completed');
    const contents = await stripe.balanceTransactions.list({ payout: id_, limit: 100 }, options);
    expect(contents.data.reduce((sum, { net }) => sum + net, 0)).toBe(0);
    expect(contents.data.map(({ type }) => type)).toContain('payout_minimum_balance_hold');
    fund(simulator, id, 1000);
    simulator.advanceClock(8 * DAY);
    const next = (await stripe.payouts.list({}, options)).data[0];
    const second = await stripe.balanceTransactions.list({ payout: next?.id ?? '', limit: 100 }, options);
    expect(second.data.reduce((sum, { net }) => sum + net, 0)).toBe(0);
    expect(second.data.map(({ type }) => type)).toContain('payout_minimum_balance_release');
    expect(balanceViolations(simulator)).toEqual([]);
  });

  test('keep the remainder that a HUF payout cannot carry', () => {
    const { simulator } = started;
    const id = account(simulator, { country: 'HU', interval: 'daily' });
    fund(simulator, id, 123_456, 'huf');
    const [payout] = simulator.runAutomaticPayouts(id);
    expect(payout?.amount).toBe(123_400);
    expect(simulator.balance(id).available[0]?.amount).toBe(56);
  });

  test('run weekly and monthly on their days only, never on a manual schedule', () => {
    const { simulator } = started;
    const weekly = account(simulator);
    const monthly = account(simulator);
    const manual = account(simulator);
    simulator.updateBalanceSettings(simulator.accountOf(weekly), {
      schedule: { interval: 'weekly', weeklyPayoutDays: ['friday'] },
    });
    simulator.updateBalanceSettings(simulator.accountOf(monthly), {
      schedule: { interval: 'monthly', monthlyPayoutDays: [31] },
    });
    for (const id of [weekly, monthly, manual]) fund(simulator, id, 1000);
    simulator.advanceClock(48 * DAY);
    const days = (id: string) =>
      simulator.core.store.payouts
        .rows(id)
        .map(({ created }) => new Date(created * 1000).toISOString().slice(0, 10));
    expect(days(weekly)).toEqual(['2026-10-16']);
    expect(days(monthly)).toEqual(['2026-10-31']);
    expect(days(manual)).toEqual([]);
    fund(simulator, monthly, 1000);
    simulator.advanceClock(3 * DAY);
    expect(days(monthly)).toEqual(['2026-10-31']);
  });

  test('debit a negative balance where that is allowed', () => {
    const { simulator } = started;
    const id = account(simulator, { interval: 'daily' });
    fund(simulator, id, 1000);
    const charge = simulator.core.store.charges.rows(id)[0];
    simulator.runAutomaticPayouts(id);
    simulator.createRefund({ account: id, charge: charge?.id ?? '' });
    expect(simulator.runAutomaticPayouts(id)).toEqual([]);
    simulator.updateBalanceSettings(simulator.accountOf(id), { debitNegativeBalances: true });
    expect(simulator.runAutomaticPayouts(id)[0]).toMatchObject({ amount: -1000, automatic: true });
  });
});

describe('the holder', () => {
  test('pays itself with the full dashboard, or by a session that has the feature, and not otherwise', async () => {
    const { simulator, stripe } = started;
    const full = account(simulator, { type: 'standard' });
    const custom = account(simulator);
    for (const id of [full, custom]) fund(simulator, id, 1000);
    const bypass = simulator.selfPayout({ account: full, amount: 100, currency: 'usd' });
    expect(bypass).toMatchObject({ automatic: false, metadata: {} });
    const pay = () => simulator.selfPayout({ account: custom, amount: 100, currency: 'usd' });
    expect(pay).toThrow('no means to pay itself');
    const session = (standard_payouts: boolean) =>
      stripe.accountSessions.create({
        account: custom,
        components: { payouts: { enabled: true, features: { standard_payouts } } },
      });
    await session(false);
    expect(pay).toThrow('no means');
    await session(true);
    expect(pay().amount).toBe(100);
    simulator.advanceClock(2 * HOUR);
    expect(pay).toThrow('no means');
  });

  test('changes schedule and bank past the platform, and the platform is told', () => {
    const { simulator } = started;
    const id = account(simulator, { type: 'standard' });
    simulator.setScheduleByHolder(id, { interval: 'daily' });
    simulator.swapBankAccountByHolder(id, { accountNumber: '000999999991' });
    expect(types(id)).toEqual(
      expect.arrayContaining(['balance_settings.updated', 'account.external_account.deleted']),
    );
    expect(simulator.accountOf(id).account.settings?.payouts?.schedule.interval).toBe('daily');
    const locked = account(simulator);
    expect(() => simulator.setScheduleByHolder(locked, { interval: 'daily' })).toThrow('no means');
  });
});
