import { and, asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectedAccounts,
  externalAccountChanges,
  externalAccounts,
} from '#drizzle/schema/connected-accounts.ts';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import { holds } from '#drizzle/schema/holds.ts';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import { auditRecords } from '#drizzle/schema/audit.ts';
import { alarms } from '#drizzle/schema/floor.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { database } from '../db/client.ts';
import { fetchConnectedAccount } from './fetch-connected-account.ts';
import { balanceSettingsSnapshot, connectedAccountSnapshot } from './schemas.ts';
import { syncConnectedAccount } from './sync-connected-account.ts';

let stripe: TestStripe;
const ctx = jobContext('sync-connected-accounts');

type NewAccount = Parameters<TestStripe['simulator']['createAccount']>[0];

function openAccount(overrides: NewAccount = {}) {
  const { simulator } = stripe;
  const record = simulator.createAccount({
    type: 'custom',
    onboarded: true,
    businessName: 'Cobalt',
    ...overrides,
  });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  return record;
}

async function mirrorOf(connectedAccountId: string) {
  const [row] = await database()
    .select()
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (row === undefined) throw new Error(`no mirror of ${connectedAccountId}`);
  return row;
}

const historyOf = (connectedAccountId: string) =>
  database()
    .select()
    .from(externalAccountChanges)
    .where(eq(externalAccountChanges.connectedAccountId, connectedAccountId))
    .orderBy(asc(externalAccountChanges.externalAccountChangeId));

const alarmsOf = (subject: string) =>
  database()
    .select()
    .from(alarms)
    .where(and(eq(alarms.subject, subject), eq(alarms.kind, 'lock_weakened')));

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());
beforeEach(() => {
  stripe.simulator.faults.clear();
});

describe('the mirror of a connected account', () => {
  it('equals what Stripe says, with the lock computed from it', async () => {
    const record = openAccount();
    stripe.simulator.updateBalanceSettings(record, { minimumBalances: { usd: 50_000 } });
    expect(await fetchConnectedAccount(ctx, record.id)).toBe('synced');
    const row = await mirrorOf(record.id);
    const { account, balanceSettings } = record;
    expect(row).toMatchObject({
      apiGeneration: 'v1',
      livemode: false,
      displayName: 'Cobalt',
      country: account.country,
      defaultCurrency: account.default_currency,
      controllerType: account.controller?.type,
      isController: true,
      dashboard: 'none',
      lossesPayments: 'application',
      requirementCollection: 'application',
      feesPayer: account.controller?.fees?.payer,
      chargesEnabled: account.charges_enabled,
      payoutsEnabled: account.payouts_enabled,
      detailsSubmitted: account.details_submitted,
      capabilities: account.capabilities,
      requirements: account.requirements,
      payoutInterval: 'manual',
      payoutsStatus: balanceSettings.payments.payouts?.status,
      delayDays: balanceSettings.payments.settlement_timing.delay_days,
      minimumBalances: { usd: 50_000 },
      automaticTransferRules: {},
      lockStrength: 'manual_sole_payer',
      lockNextStep: null,
      deauthorizedAt: null,
    });
    expect(row.createdAtStripe.getTime()).toBe((account.created ?? 0) * 1_000);
    const [destination] = await database()
      .select()
      .from(externalAccounts)
      .where(eq(externalAccounts.connectedAccountId, record.id));
    expect(destination).toMatchObject({ kind: 'bank_account', last4: '6789', isDefaultForCurrency: true });
    const kept = JSON.stringify((await historyOf(record.id)).map(({ after }) => after));
    expect(kept).toContain('6789');
    expect(kept).not.toContain('000123456789');
    expect(kept).not.toContain('110000000');
  });

  it('keeps where it is and since when, which switches and policies stand on, whoever writes', async () => {
    const record = openAccount();
    const { country, created } = record.account;
    delete record.account.country;
    await fetchConnectedAccount(ctx, record.id);
    expect((await mirrorOf(record.id)).country).toBeNull();
    // Said later, once.
    Object.assign(record.account, { country });
    await fetchConnectedAccount(ctx, record.id);
    Object.assign(record.account, { country: 'DE', created: (created ?? 0) - 86_400 });
    await fetchConnectedAccount(ctx, record.id);
    const { country: kept, createdAtStripe } = await mirrorOf(record.id);
    expect([kept, createdAtStripe.getTime()]).toEqual(['US', (created ?? 0) * 1_000]);
    for (const other of [
      { country: 'DE' },
      { country: null },
      { createdAtStripe: new Date(0) },
      { livemode: true },
      { connectedAccountId: 'acct_1Other' },
    ])
      await expect(
        database()
          .update(connectedAccounts)
          .set(other)
          .where(eq(connectedAccounts.connectedAccountId, record.id)),
      ).rejects.toThrow('never changes');
  });

  it('leaves no audit row when nothing has changed, and one with the difference when something has', async () => {
    const record = openAccount();
    const audits = () =>
      database()
        .select()
        .from(auditRecords)
        .where(eq(auditRecords.subject, record.id))
        .orderBy(asc(auditRecords.auditRecordId));
    await fetchConnectedAccount(ctx, record.id);
    const first = await audits();
    expect(first.map(({ action }) => action).sort()).toEqual([
      'connected_account.add',
      'external_accounts.change',
    ]);
    await fetchConnectedAccount(ctx, record.id);
    expect(await audits()).toHaveLength(first.length);
    stripe.simulator.updateBalanceSettings(record, { delayDaysOverride: 14 });
    await fetchConnectedAccount(ctx, record.id);
    expect((await audits()).at(-1)).toMatchObject({
      action: 'connected_account.change',
      before: { delayDays: 2 },
      after: { delayDays: 14 },
    });
  });

  it('is not overwritten by a read that began earlier', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    const newer = await mirrorOf(record.id);
    const stale = {
      account: { ...connectedAccountSnapshot.parse(newer), displayName: 'Old name' },
      settings: { ...balanceSettingsSnapshot.parse(newer), payoutInterval: 'daily' },
      externalAccounts: [],
      readAt: new Date(newer.readAt.getTime() - 1),
    };
    const result = await syncConnectedAccount(ctx, stale);
    expect(result).toEqual({ isApplied: false, changedDestinations: 0 });
    expect(await mirrorOf(record.id)).toEqual(newer);
    expect(await historyOf(record.id)).toHaveLength(1);
    expect(await alarmsOf(record.id)).toEqual([]);
  });

  it('ends with the newest read however many syncs of an unknown account run at once', async () => {
    const template = openAccount();
    await fetchConnectedAccount(ctx, template.id);
    const row = await mirrorOf(template.id);
    const read = (connectedAccountId: string, at: number) => ({
      account: {
        ...connectedAccountSnapshot.parse(row),
        connectedAccountId,
        displayName: `read at ${String(at)}`,
      },
      settings: balanceSettingsSnapshot.parse(row),
      externalAccounts: [],
      readAt: new Date(at),
    });
    for (const id of ['acct_race1', 'acct_race2', 'acct_race3', 'acct_race4']) {
      const newestFirst = Array.from({ length: 9 }, (_, index) => read(id, 9_000 - index * 1_000));
      await Promise.all(newestFirst.map((one) => syncConnectedAccount(ctx, one)));
      expect((await mirrorOf(id)).displayName).toBe('read at 9000');
    }
  });

  it.each([
    ['express', { type: 'express' as const }, 'manual_holder_can_pay'],
    [
      'full dashboard, our losses',
      {
        controller: {
          dashboard: 'full' as const,
          losses: 'application' as const,
          feesPayer: 'application' as const,
        },
      },
      'manual_holder_can_pay',
    ],
    ['custom', { type: 'custom' as const }, 'manual_sole_payer'],
  ])('reads the lock of an account back: %s', async (_name, overrides, strength) => {
    const record = openAccount(overrides);
    await fetchConnectedAccount(ctx, record.id);
    expect((await mirrorOf(record.id)).lockStrength).toBe(strength);
  });
});

describe('an account made by v2', () => {
  it('shows what only v2 knows, asks for it by name, and has its settings from Balance Settings', async () => {
    const record = openAccount({ v2: true });
    stripe.simulator.requests.clear();
    await fetchConnectedAccount(ctx, record.id);
    expect(await mirrorOf(record.id)).toMatchObject({
      apiGeneration: 'v2',
      displayName: 'Cobalt',
      country: 'US',
      dashboard: 'none',
      lossesPayments: 'application',
      requirementCollection: 'application',
      payoutInterval: 'manual',
      lockStrength: 'manual_sole_payer',
    });
    const [request] = stripe.simulator.requests.list({ path: '/v2/core/accounts' });
    expect(request?.params['include']).toBeDefined();
    expect(request?.headers).not.toHaveProperty('stripe-account');
  });

  it('is mirrored from v1 alone where the platform may not use v2', async () => {
    const record = openAccount({ v2: true });
    stripe.simulator.faults.add({
      match: { path: '/v2/*' },
      fault: { kind: 'error', status: 403, type: 'invalid_request_error', code: 'feature_not_enabled' },
      times: null,
    });
    expect(await fetchConnectedAccount(ctx, record.id)).toBe('synced');
    expect(await mirrorOf(record.id)).toMatchObject({ apiGeneration: 'v1', payoutInterval: 'manual' });
  });
});

describe('destinations', () => {
  it('keep the swap of a bank account in the history, before and after', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    const [first] = await historyOf(record.id);
    stripe.simulator.swapBankAccountByHolder(
      record.id,
      { accountNumber: '000999999991', routingNumber: '110000000', bankName: 'OTHER BANK' },
      { force: true },
    );
    await fetchConnectedAccount(ctx, record.id);
    const history = await historyOf(record.id);
    expect(history.map(({ change }) => change)).toEqual(['added', 'added', 'removed']);
    expect(history[1]).toMatchObject({ before: null, after: { last4: '9991', institution: 'OTHER BANK' } });
    expect(history[2]).toMatchObject({
      externalAccountId: first?.externalAccountId,
      before: { last4: '6789' },
      after: null,
    });
    const rows = await database()
      .select()
      .from(externalAccounts)
      .where(eq(externalAccounts.connectedAccountId, record.id));
    expect(rows.filter((row) => row.deletedAt === null).map(({ last4 }) => last4)).toEqual(['9991']);
    expect(rows).toHaveLength(2);
  });

  describe('the first one', () => {
    const addBank = (record: ReturnType<typeof openAccount>) =>
      stripe.simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
    const opened = (onboarded: boolean) => stripe.simulator.createAccount({ type: 'custom', onboarded });
    const isNew = async (id: string) => (await historyOf(id)).map(({ isNewDestination }) => isNewDestination);

    it('of a new seller is what the account begins with, before Stripe switches payouts on or together with it', async () => {
      const before = opened(false);
      await fetchConnectedAccount(ctx, before.id);
      addBank(before);
      await fetchConnectedAccount(ctx, before.id);
      const together = opened(false);
      await fetchConnectedAccount(ctx, together.id);
      addBank(together);
      stripe.simulator.completeOnboarding(together.id);
      await fetchConnectedAccount(ctx, together.id);
      expect([await isNew(before.id), await isNew(together.id)]).toEqual([[false], [false]]);
    });

    it('of an account that could be paid out already, or that Sluice pays out, is a new one and holds', async () => {
      const payable = opened(true);
      await fetchConnectedAccount(ctx, payable.id);
      addBank(payable);
      const enrolled = opened(false);
      await fetchConnectedAccount(ctx, enrolled.id);
      await database()
        .insert(payoutAccounts)
        .values([{ connectedAccountId: enrolled.id, enrolledBy: 'test' }]);
      addBank(enrolled);
      for (const { id } of [payable, enrolled]) {
        await fetchConnectedAccount(ctx, id);
        expect(await isNew(id)).toEqual([true]);
        const held = await database()
          .select({ source: holds.source })
          .from(holds)
          .where(eq(holds.connectedAccountId, id));
        expect(held).toEqual([{ source: 'destination_change' }]);
      }
      const seen = await database()
        .select()
        .from(bypasses)
        .where(eq(bypasses.connectedAccountId, enrolled.id));
      expect(seen).toMatchObject([{ kind: 'destination' }]);
    });
  });

  it('keep a changed status as changed, once', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    const bank = record.account.external_accounts?.data[0];
    if (bank === undefined) throw new Error('no bank account');
    stripe.simulator.updateExternalAccount(record, bank.id, { holderName: 'Somebody Else' });
    await fetchConnectedAccount(ctx, record.id);
    await fetchConnectedAccount(ctx, record.id);
    expect((await historyOf(record.id)).map(({ change }) => change)).toEqual(['added', 'changed']);
    expect((await historyOf(record.id)).at(-1)).toMatchObject({ after: { holderName: 'Somebody Else' } });
  });
});

describe('a lock that became weaker', () => {
  it('raises one alarm when the holder sets the schedule back to automatic', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    expect(await alarmsOf(record.id)).toEqual([]);
    stripe.simulator.setScheduleByHolder(record.id, { interval: 'daily' }, { force: true });
    await fetchConnectedAccount(ctx, record.id);
    await fetchConnectedAccount(ctx, record.id);
    const raised = await alarmsOf(record.id);
    expect(raised).toHaveLength(1);
    expect(raised[0]?.occurrences).toBe(1);
    expect(raised[0]?.text).toBe(
      'The money of Cobalt is held less firmly than before. It was held: only the platform could pay it out; now it is paid out automatically. Stripe pays this account out every day, without asking Sluice. Such a payout cannot be cancelled. Next: Set the payout schedule to manual.',
    );
    expect((await mirrorOf(record.id)).lockStrength).toBe('automatic');

    stripe.simulator.setScheduleByHolder(record.id, { interval: 'manual' }, { force: true });
    await fetchConnectedAccount(ctx, record.id);
    const [restored] = await alarmsOf(record.id);
    expect(restored?.closedAt).toBeNull();
    expect(restored?.text).toBe(
      'The money of Cobalt was held less firmly for a while: it was paid out automatically. Now it is held: only the platform could pay it out. Next: find out who changed it and what left meanwhile, then close this.',
    );
  });

  it('raises none when it became stronger', async () => {
    const record = stripe.simulator.createAccount({ type: 'custom', onboarded: true });
    await fetchConnectedAccount(ctx, record.id);
    stripe.simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
    await fetchConnectedAccount(ctx, record.id);
    expect((await mirrorOf(record.id)).lockStrength).toBe('manual_sole_payer');
    expect(await alarmsOf(record.id)).toEqual([]);
  });

  it('an account that disconnects is marked, once, with an alarm; nothing of the mirror is lost', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    stripe.simulator.deauthorizeAccount(record.id);
    expect(await fetchConnectedAccount(ctx, record.id)).toBe('deauthorized');
    const marked = await mirrorOf(record.id);
    expect(marked).toMatchObject({ displayName: 'Cobalt', lockStrength: 'unknown' });
    expect(marked.deauthorizedAt).not.toBeNull();
    expect(await fetchConnectedAccount(ctx, record.id)).toBe('deauthorized');
    expect((await mirrorOf(record.id)).deauthorizedAt).toEqual(marked.deauthorizedAt);
    expect(await alarmsOf(record.id)).toHaveLength(1);
    record.authorized = true;
    expect(await fetchConnectedAccount(ctx, record.id)).toBe('synced');
    expect(await mirrorOf(record.id)).toMatchObject({
      deauthorizedAt: null,
      lockStrength: 'manual_sole_payer',
    });
  });

  it('an unreachable Stripe changes nothing', async () => {
    const record = openAccount();
    await fetchConnectedAccount(ctx, record.id);
    const before = await mirrorOf(record.id);
    stripe.simulator.faults.add({
      match: { path: '/v1/balance_settings' },
      fault: { kind: 'error_500', shouldRetry: false },
      times: null,
    });
    await expect(fetchConnectedAccount(ctx, record.id)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect(await mirrorOf(record.id)).toEqual(before);
  });
});
