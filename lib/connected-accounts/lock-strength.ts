import type { LockReason } from '#drizzle/schema/connected-accounts.ts';
import { isStrongLock } from '../holds/rules/strong-lock.ts';
import type { BalanceSettingsSnapshot, ConnectedAccountSnapshot } from './schemas.ts';

export type LockStrength =
  'platform_balance' | 'manual_sole_payer' | 'manual_holder_can_pay' | 'automatic' | 'unknown';

/** `nextStep` is the one thing that would strengthen the lock; null when it is as strong as it gets. */
export type Lock = { strength: LockStrength; reasons: LockReason[]; nextStep: string | null };

export type LockFacts = Pick<
  ConnectedAccountSnapshot,
  | 'isController'
  | 'dashboard'
  | 'lossesPayments'
  | 'requirementCollection'
  | 'payoutsEnabled'
  | 'capabilities'
> &
  Pick<
    BalanceSettingsSnapshot,
    'payoutInterval' | 'payoutsStatus' | 'minimumBalances' | 'automaticTransferRules'
  >;

/** Strongest last. `unknown` is below everything: what was not read back is not held. */
const STRONGER_IN_ORDER: readonly LockStrength[] = [
  'unknown',
  'automatic',
  'manual_holder_can_pay',
  'manual_sole_payer',
  'platform_balance',
];

/** Whether money is held less firmly than before. */
export function isWeakerLock(before: LockStrength, after: LockStrength): boolean {
  return STRONGER_IN_ORDER.indexOf(after) < STRONGER_IN_ORDER.indexOf(before);
}

/** The platform's own balance: nothing leaves it but by a call with the platform's key. */
export function platformLock(): Lock {
  const text =
    'The money is in the platform’s own balance. It leaves only by a transfer that the platform makes.';
  return { strength: 'platform_balance', reasons: [{ code: 'platform_balance', text }], nextStep: null };
}

/** An account that has disconnected us, or never let us in. */
export function lostLock(): Lock {
  return {
    strength: 'unknown',
    reasons: [
      {
        code: 'deauthorized',
        text: 'The account has disconnected the platform. Sluice cannot see or stop what it pays out.',
      },
    ],
    nextStep: 'Ask the account’s owner to connect the platform again.',
  };
}

/**
 * How firmly Sluice can hold this connected account's money, from what Stripe itself says about it now.
 * Source: the Connect documentation on manual payouts, payout schedules and Platform controls. A manual schedule stops
 * only Stripe's own payouts; who else can pay out decides the rest. Whatever is not known counts as the weaker case.
 */
export function lockStrength(facts: LockFacts): Lock {
  const base = baseLock(facts);
  return { ...base, reasons: [...base.reasons, ...sideFacts(facts, base.strength)] };
}

function baseLock(facts: LockFacts): Lock {
  if (facts.payoutInterval === null) return unreadLock();
  if (facts.payoutInterval !== 'manual') return scheduledLock(facts);
  const swept = Object.keys(facts.automaticTransferRules).sort();
  return swept.length > 0 ? sweptLock(swept) : manualLock(facts);
}

function unreadLock(): Lock {
  const text = 'Stripe did not tell the payout schedule, so nobody can say whether the money stays.';
  return {
    strength: 'unknown',
    reasons: [{ code: 'schedule_not_told', text }],
    nextStep: 'Read the account again. If it stays unknown, ask Stripe which settings the platform may see.',
  };
}

const INTERVAL_IN_WORDS: Record<string, string> = {
  daily: 'every day',
  weekly: 'every week',
  monthly: 'every month',
};

function scheduledLock({ payoutInterval, lossesPayments }: LockFacts): Lock {
  const interval = payoutInterval ?? '';
  const when = INTERVAL_IN_WORDS[interval] ?? `on its own schedule (${interval})`;
  return {
    strength: 'automatic',
    reasons: [
      {
        code: `interval_${interval}`,
        text: `Stripe pays this account out ${when}, without asking Sluice. Such a payout cannot be cancelled.`,
      },
    ],
    nextStep:
      lossesPayments === 'application'
        ? 'Set the payout schedule to manual.'
        : 'Ask Stripe for Platform controls, then set the payout schedule to manual.',
  };
}

function sweptLock(currencies: readonly string[]): Lock {
  const codes = currencies.map((code) => code.toUpperCase()).join(', ');
  return {
    strength: 'automatic',
    reasons: [
      {
        code: 'automatic_transfer_rules',
        text: `The schedule is manual, but a rule moves ${codes} out of the payments balance by itself. That is no payout, so no payout hold stops it.`,
      },
    ],
    nextStep: `Remove the automatic transfer rules for ${codes}.`,
  };
}

function manualLock(facts: LockFacts): Lock {
  const openWays = openWaysOf(facts);
  const first = openWays[0];
  const manual = {
    code: 'interval_manual',
    text: 'The payout schedule is manual: Stripe pays nothing out by itself.',
  };
  if (first === undefined && isFedByTransfersAlone(facts)) {
    const text =
      'It takes no payments of its own: the money lies in the platform’s balance and reaches it only by a transfer that the platform makes.';
    return {
      strength: 'platform_balance',
      reasons: [manual, { code: 'transfers_only', text }],
      nextStep: null,
    };
  }
  if (first === undefined) {
    const text = 'It has no dashboard and no keys of its own. Only the platform can create its payouts.';
    return {
      strength: 'manual_sole_payer',
      reasons: [manual, { code: 'no_dashboard', text }],
      nextStep: null,
    };
  }
  return {
    strength: 'manual_holder_can_pay',
    reasons: [manual, ...openWays.map(({ code, text }) => ({ code, text }))],
    nextStep: first.nextStep,
  };
}

/** Capabilities by which an account is given money or paid out, and cannot charge anybody. */
const RECEIVING = new Set([
  'transfers',
  'recipient.stripe_balance.stripe_transfers',
  'recipient.stripe_balance.payouts',
  'merchant.stripe_balance.payouts',
]);

/** Status does not count: what is switched off for now may be switched on without us. None told means not known. */
function isFedByTransfersAlone({ capabilities }: LockFacts): boolean {
  const names = Object.keys(capabilities);
  return names.length > 0 && names.every((name) => RECEIVING.has(name));
}

type OpenWay = LockReason & { nextStep: string };

const KEEP_IN_PLATFORM =
  'Keep its money in the platform balance and transfer it only after approval, or move it to an account without a dashboard.';

/** Every way left to the holder of a manual account, the widest first. */
function openWaysOf({ dashboard, isController, lossesPayments }: LockFacts): OpenWay[] {
  const ways: OpenWay[] = [];
  if (dashboard === 'full')
    ways.push({
      code: 'dashboard_full',
      text: 'It has its own full dashboard and can pay itself, so our stop does not reach it.',
      nextStep: KEEP_IN_PLATFORM,
    });
  else if (dashboard === 'express')
    ways.push({
      code: 'dashboard_express',
      text: 'It has an Express dashboard. Whether payouts are switched off there has not been tested.',
      nextStep:
        'Switch payouts off for Express dashboards in the platform’s Connect settings and test it with one account.',
    });
  else if (dashboard !== 'none')
    ways.push({
      code: 'dashboard_not_told',
      text: 'Stripe did not tell which dashboard it has, so it may pay itself.',
      nextStep: 'Find out in Stripe which dashboard this account uses.',
    });
  if (isController !== true)
    ways.push({
      code: isController === false ? 'not_controlled' : 'control_not_told',
      text: 'The platform does not control this account. Its owner can disconnect at any time and keeps own keys.',
      nextStep: KEEP_IN_PLATFORM,
    });
  if (lossesPayments !== 'application')
    ways.push({
      code: lossesPayments === 'stripe' ? 'losses_stripe' : 'losses_not_told',
      text: 'The platform does not carry this account’s losses, so Stripe may let the schedule be changed without it.',
      nextStep:
        'Ask Stripe for Platform controls, or onboard the account again with losses carried by the platform.',
    });
  return ways;
}

/** What does not change the strength, but what a person should know before calling the money held. */
function sideFacts(facts: LockFacts, strength: LockStrength): LockReason[] {
  const reasons: LockReason[] = [];
  const kept = Object.keys(facts.minimumBalances).sort();
  if (kept.length > 0 && strength === 'automatic')
    reasons.push({
      code: 'minimum_balance',
      text: `A minimum balance stays back in ${kept.map((code) => code.toUpperCase()).join(', ')}, but only from automatic payouts.`,
    });
  if (facts.payoutsStatus === 'disabled' || !facts.payoutsEnabled)
    reasons.push({
      code: 'payouts_disabled',
      text: 'Stripe has payouts switched off for now. Nothing leaves until Stripe switches them on again; that is not our lock.',
    });
  if (isStrongLock(strength) && facts.requirementCollection !== 'application')
    reasons.push({
      code: 'requirements_by_stripe',
      text: 'Stripe collects this account’s details, so its owner can replace the bank account there. Each change is recorded.',
    });
  return reasons;
}
