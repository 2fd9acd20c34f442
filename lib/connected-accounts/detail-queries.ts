import { asc, desc, eq } from 'drizzle-orm';
import {
  connectedAccounts,
  externalAccountChanges,
  externalAccounts,
  stripeBalances,
} from '#drizzle/schema/connected-accounts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { minorUnits, money } from '../money/money.ts';
import { firstSightInWords, SECONDS_AFTER_ACCOUNT } from './first-sight.ts';
import { connectedAccountColumns } from './queries.ts';
import { requirementsInWords } from './requirements-in-words.ts';
import type {
  ConnectedAccountDetail,
  ExternalAccountChangeRow,
  ExternalAccountRow,
  StripeBalanceRow,
} from './types.ts';

const EXTERNAL_ACCOUNTS_MAX = 100;
const CHANGES_MAX = 100;
const CURRENCIES_MAX = 200;

const detailColumns = {
  ...connectedAccountColumns,
  livemode: connectedAccounts.livemode,
  apiGeneration: connectedAccounts.apiGeneration,
  businessType: connectedAccounts.businessType,
  controllerType: connectedAccounts.controllerType,
  isController: connectedAccounts.isController,
  dashboard: connectedAccounts.dashboard,
  feesPayer: connectedAccounts.feesPayer,
  lossesPayments: connectedAccounts.lossesPayments,
  requirementCollection: connectedAccounts.requirementCollection,
  detailsSubmitted: connectedAccounts.detailsSubmitted,
  lockReasons: connectedAccounts.lockReasons,
  lockNextStep: connectedAccounts.lockNextStep,
  capabilities: connectedAccounts.capabilities,
  requirements: connectedAccounts.requirements,
  futureRequirements: connectedAccounts.futureRequirements,
  payoutsStatus: connectedAccounts.payoutsStatus,
  delayDays: connectedAccounts.delayDays,
  debitNegativeBalances: connectedAccounts.debitNegativeBalances,
  minimumBalances: connectedAccounts.minimumBalances,
  settingsReadAt: connectedAccounts.settingsReadAt,
};

/** @throws DomainError `forbidden`, `not_found` */
export async function getConnectedAccount(
  ctx: Context,
  connectedAccountId: string,
): Promise<ConnectedAccountDetail> {
  authorize(ctx, 'connected_accounts.read');
  const [found] = await database()
    .select(detailColumns)
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId))
    .limit(1);
  if (!found) throw new DomainError('not_found', 'Sluice has not seen a connected account with this id.');
  const [accounts, changes, balances] = await Promise.all([
    readExternalAccounts(connectedAccountId),
    readExternalAccountChanges(connectedAccountId),
    readStripeBalances(ctx, connectedAccountId),
  ]);
  const { futureRequirements, ...facts } = found;
  return {
    ...facts,
    capabilities: Object.entries(found.capabilities)
      .map(([name, status]) => ({ name, status }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    requirements: requirementsInWords({ ...facts, futureRequirements }, ctx.now),
    minimumBalances: Object.entries(found.minimumBalances).map(([code, amount]) =>
      money(minorUnits(amount), currency(code)),
    ),
    externalAccounts: accounts,
    externalAccountChanges: changes,
    balances,
  };
}

/** Stripe's Balance as last read, by currency. `platform` is an owner too. @throws DomainError `forbidden` */
export async function readStripeBalances(
  ctx: Context,
  connectedAccountId: string,
): Promise<StripeBalanceRow[]> {
  authorize(ctx, 'connected_accounts.read');
  const rows = await database()
    .select({
      currency: stripeBalances.currency,
      available: stripeBalances.available,
      pending: stripeBalances.pending,
      connectReserved: stripeBalances.connectReserved,
      instantAvailable: stripeBalances.instantAvailable,
      readAt: stripeBalances.readAt,
    })
    .from(stripeBalances)
    .where(eq(stripeBalances.connectedAccountId, connectedAccountId))
    .orderBy(asc(stripeBalances.currency))
    .limit(CURRENCIES_MAX);
  return rows.map((row) => {
    const code = currency(row.currency);
    return {
      available: money(row.available, code),
      pending: money(row.pending, code),
      connectReserved: money(row.connectReserved, code),
      instantAvailable: row.instantAvailable === null ? null : money(row.instantAvailable, code),
      readAt: row.readAt,
    };
  });
}

function readExternalAccounts(connectedAccountId: string): Promise<ExternalAccountRow[]> {
  return database()
    .select({
      externalAccountId: externalAccounts.externalAccountId,
      kind: externalAccounts.kind,
      institution: externalAccounts.institution,
      last4: externalAccounts.last4,
      currency: externalAccounts.currency,
      country: externalAccounts.country,
      holderName: externalAccounts.holderName,
      status: externalAccounts.status,
      isDefaultForCurrency: externalAccounts.isDefaultForCurrency,
      firstSeenAt: externalAccounts.firstSeenAt,
      deletedAt: externalAccounts.deletedAt,
    })
    .from(externalAccounts)
    .where(eq(externalAccounts.connectedAccountId, connectedAccountId))
    .orderBy(desc(externalAccounts.firstSeenAt), asc(externalAccounts.externalAccountId))
    .limit(EXTERNAL_ACCOUNTS_MAX);
}

async function readExternalAccountChanges(connectedAccountId: string): Promise<ExternalAccountChangeRow[]> {
  const rows = await database()
    .select({
      externalAccountId: externalAccountChanges.externalAccountId,
      change: externalAccountChanges.change,
      before: externalAccountChanges.before,
      after: externalAccountChanges.after,
      seenAt: externalAccountChanges.seenAt,
      secondsAfterAccount: SECONDS_AFTER_ACCOUNT,
    })
    .from(externalAccountChanges)
    .where(eq(externalAccountChanges.connectedAccountId, connectedAccountId))
    .orderBy(desc(externalAccountChanges.seenAt), desc(externalAccountChanges.externalAccountChangeId))
    .limit(CHANGES_MAX);
  return rows.map(({ secondsAfterAccount, ...row }) => ({
    ...row,
    firstSight: secondsAfterAccount === null ? null : firstSightInWords(secondsAfterAccount),
  }));
}
