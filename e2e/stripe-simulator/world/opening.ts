import type { NewAccount } from '../resources/accounts.ts';
import { accountOf, createAccount, setRequirements } from '../resources/accounts.ts';
import { updateBalanceSettings } from '../resources/balance-settings.ts';
import { addBankAccount } from '../resources/external-accounts.ts';
import { createPayout } from '../resources/payouts.ts';
import { createTopup } from '../resources/topups.ts';
import type { Member } from './cast.ts';
import { CAST } from './cast.ts';
import { Dice } from './dice.ts';
import type { Scene, Stage } from './stage.ts';
import { HOUR, MINUTE, instantOf, recordOf } from './stage.ts';

const PLATFORM_BANKS = [
  { currency: 'eur', country: 'DE', accountNumber: 'DE00370400440000007001' },
  { currency: 'usd', country: 'US', accountNumber: '000900007002' },
  { currency: 'gbp', country: 'GB', accountNumber: '00900007003' },
] as const;

/** Banks with which a seller also takes another currency without converting it. */
const SECOND_BANKS: Record<string, { currency: string; country: string; accountNumber: string }> = {
  freiheit: { currency: 'usd', country: 'US', accountNumber: '000810004411' },
  brackenfold: { currency: 'eur', country: 'DE', accountNumber: 'DE00500105170000004422' },
  kinokuni: { currency: 'usd', country: 'US', accountNumber: '000810004433' },
};

const DELIVERED_SETUP: Record<Member['setup'], Pick<NewAccount, 'type' | 'controller' | 'v2'>> = {
  custom: { type: 'custom' },
  express: { type: 'express' },
  standard: { type: 'standard' },
  v2_none: {
    v2: true,
    controller: {
      dashboard: 'none',
      losses: 'application',
      requirements: 'application',
      feesPayer: 'application',
    },
  },
  v2_express: {
    v2: true,
    controller: {
      dashboard: 'express',
      losses: 'application',
      requirements: 'stripe',
      feesPayer: 'application',
    },
  },
};

/** The platform gets its banks and its first money; everybody of the cast joins. */
export function planOpening(stage: Stage): Scene[] {
  const scenes: Scene[] = [
    {
      at: instantOf(stage, -91, 8 * HOUR),
      name: 'platform',
      play: () => {
        openPlatform(stage);
      },
    },
  ];
  for (const [index, member] of CAST.entries()) {
    const at = instantOf(stage, -member.joins - 1, 9 * HOUR + index * 7 * MINUTE);
    scenes.push({
      at,
      name: `join ${member.key}`,
      play: () => {
        join(stage, member);
      },
    });
  }
  return [...scenes, ...planTreasury(stage), ...planPaperwork(stage)];
}

function openPlatform(stage: Stage): void {
  const record = accountOf(stage.core, stage.core.store.platformId);
  Object.assign(record.account, { country: 'DE', default_currency: 'eur', email: 'books@sluice.example' });
  for (const bank of PLATFORM_BANKS) {
    addBankAccount(stage.core, record, {
      ...bank,
      bankName: 'Commerzbank',
      holderName: 'Sluice Marketplace GmbH',
    });
  }
  updateBalanceSettings(stage.core, record, { schedule: { interval: 'manual' } });
}

function join(stage: Stage, member: Member): void {
  const { core } = stage;
  const record = createAccount(core, {
    ...DELIVERED_SETUP[member.setup],
    country: member.country,
    currency: member.currency,
    email: `books@${member.key}.example`,
    businessName: member.name,
    businessType: 'company',
    mcc: '5969',
    url: `https://${member.key}.example`,
    metadata: { seller: member.key },
    serviceAgreement: member.country === 'KW' ? 'recipient' : 'full',
    capabilities: member.country === 'KW' ? ['transfers'] : ['card_payments', 'transfers'],
    onboarded: true,
  });
  stage.accountIds.set(member.key, record.id);
  addBankAccount(core, record, {
    accountNumber: bankNumberOf(stage, member),
    routingNumber: member.country === 'US' ? '110000000' : null,
    currency: member.currency,
    bankName: member.bank,
  });
  const second = SECOND_BANKS[member.key];
  if (second !== undefined) addBankAccount(core, record, { ...second, bankName: member.bank });
  updateBalanceSettings(core, record, { schedule: scheduleOf(member) });
}

function bankNumberOf(stage: Stage, member: Member): string {
  const digits = String(new Dice(stage.seed, `bank ${member.key}`).between(10_000_000, 99_999_999));
  return `${digits}${member.last4}`;
}

function scheduleOf(member: Member) {
  if (member.interval === 'weekly') return { interval: member.interval, weeklyPayoutDays: ['friday'] };
  if (member.interval === 'monthly') return { interval: member.interval, monthlyPayoutDays: [1] };
  return { interval: member.interval };
}

// The platform pays Stripe's fees for most sellers out of its own balance, so it needs money before it earns some.
function planTreasury(stage: Stage): Scene[] {
  const topups = [
    { day: -89, currency: 'eur', amount: 4_000_000 },
    { day: -88, currency: 'usd', amount: 2_500_000 },
    { day: -88, currency: 'gbp', amount: 1_000_000 },
    { day: -24, currency: 'eur', amount: 1_500_000 },
    { day: -1, currency: 'usd', amount: 500_000 },
  ];
  const drawings = [
    { day: -58, currency: 'eur', amount: 900_000 },
    { day: -30, currency: 'eur', amount: 750_000 },
    { day: -29, currency: 'gbp', amount: 120_000 },
  ];
  const { core } = stage;
  const account = core.store.platformId;
  return [
    ...topups.map(({ day, ...topup }): Scene => ({
      at: instantOf(stage, day, 10 * HOUR),
      name: `top-up ${String(day)} ${topup.currency}`,
      play: () => {
        createTopup(core, { ...topup, description: 'Working capital' });
      },
    })),
    ...drawings.map(({ day, ...payout }): Scene => ({
      at: instantOf(stage, day, 11 * HOUR),
      name: `drawing ${String(day)} ${payout.currency}`,
      play: () => {
        createPayout(core, { ...payout, account, description: 'Commission' });
      },
    })),
  ];
}

/** Stripe asks three sellers for a document; a fourth did not answer in time and cannot be paid. */
function planPaperwork(stage: Stage): Scene[] {
  const asked = ['oshaughnessy', 'elaionas', 'suilleabhain'].map((key, index): Scene => ({
    at: instantOf(stage, -9 + index, 15 * HOUR),
    name: `document asked ${key}`,
    play: () => {
      const document = ['individual.verification.document'];
      const deadline = instantOf(stage, 12 + index, 0);
      setRequirements(stage.core, recordOf(stage, key).id, {
        currently_due: document,
        eventually_due: document,
        current_deadline: deadline,
      });
    },
  }));
  const late: Scene = {
    at: instantOf(stage, -5, 16 * HOUR),
    name: 'document late halasi',
    play: () => {
      const owed = ['company.tax_id'];
      const id = recordOf(stage, 'halasi').id;
      setRequirements(stage.core, id, { currently_due: owed, eventually_due: owed, past_due: owed });
    },
  };
  return [...asked, late];
}
