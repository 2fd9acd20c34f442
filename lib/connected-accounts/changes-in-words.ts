import { isDeepStrictEqual } from 'node:util';
import { STRENGTH_IN_WORDS } from './lock-weakened-text.ts';
import { disabledReasonInWords, requirementInWords } from './requirements-in-words.ts';

/** Plain JSON. */
export type Facts = Readonly<Record<string, unknown>>;

/** More than these are a new account, not a change that somebody reads. */
const REQUIREMENTS_TOLD_MAX = 4;

const SWITCHES: Readonly<Record<string, readonly [on: string, off: string]>> = {
  payoutsEnabled: ['Payouts were switched on.', 'Payouts were switched off.'],
  chargesEnabled: ['Payments were switched on.', 'Payments were switched off.'],
  detailsSubmitted: ['Its owner gave all details.', 'Its details are no longer complete.'],
  debitNegativeBalances: [
    'A negative balance is now taken from its bank account.',
    'A negative balance is no longer taken from its bank account.',
  ],
};

const VALUES: Readonly<Record<string, string>> = {
  displayName: 'Name',
  payoutInterval: 'Payout schedule',
  payoutsStatus: 'Payouts at Stripe',
  delayDays: 'Days that money waits',
  country: 'Country',
  defaultCurrency: 'Currency',
  dashboard: 'Dashboard',
};

/** What differs between two sets of facts of an account, as sentences; nothing about facts that it has no words for. Pure. */
export function changesInWords(before: Facts | null, after: Facts | null): string[] {
  const sentences: string[] = [];
  for (const [name, value] of Object.entries(after ?? {})) {
    const was = before?.[name];
    if (isDeepStrictEqual(was, value)) continue;
    const [on, off] = SWITCHES[name] ?? [];
    const title = VALUES[name];
    if (on !== undefined && off !== undefined) sentences.push(value === true ? on : off);
    else if (title !== undefined) sentences.push(`${title}: ${plain(was)} → ${plain(value)}.`);
    else if (name === 'lockStrength')
      sentences.push(`Its money was ${strengthInWords(was)}, and is now ${strengthInWords(value)}.`);
    else if (name === 'disabledReason')
      sentences.push(
        typeof value === 'string' ? disabledReasonInWords(value) : 'Stripe has lifted its restriction.',
      );
    else if (name === 'currentDeadline') sentences.push(`Deadline: ${plain(was)} → ${plain(value)}.`);
    else if (name === 'requirements') sentences.push(...requirementChanges(was, value));
    else if (name === 'capabilities') sentences.push(...capabilityChanges(was, value));
  }
  return sentences;
}

function strengthInWords(strength: unknown): string {
  return Object.entries(STRENGTH_IN_WORDS).find(([name]) => name === strength)?.[1] ?? plain(strength);
}

function requirementChanges(was: unknown, value: unknown): string[] {
  const before = askedIn(was);
  const after = askedIn(value);
  return [
    ...told(
      'Stripe now asks',
      [...after].filter((code) => !before.has(code)),
    ),
    ...told(
      'No longer asked',
      [...before].filter((code) => !after.has(code)),
    ),
  ];
}

function told(what: string, codes: readonly string[]): string[] {
  const texts = [...new Set(codes.map(requirementInWords))];
  const left = texts.length - REQUIREMENTS_TOLD_MAX;
  const shown = texts.slice(0, REQUIREMENTS_TOLD_MAX).map((text) => `${what}: ${text}`);
  return left > 0 ? [...shown, `${what}: ${String(left)} more.`] : shown;
}

function askedIn(requirements: unknown): Set<string> {
  const groups = typeof requirements === 'object' && requirements !== null ? requirements : {};
  return new Set(
    Object.entries(groups).flatMap(([group, codes]: [string, unknown]) =>
      ['currently_due', 'past_due'].includes(group) && Array.isArray(codes)
        ? codes.filter((code): code is string => typeof code === 'string')
        : [],
    ),
  );
}

function capabilityChanges(was: unknown, value: unknown): string[] {
  const before: Facts = typeof was === 'object' && was !== null ? { ...was } : {};
  const after: Facts = typeof value === 'object' && value !== null ? { ...value } : {};
  return Object.keys({ ...before, ...after })
    .filter((name) => before[name] !== after[name])
    .map(
      (name) => `Capability ${name.replaceAll('_', ' ')}: ${plain(before[name])} → ${plain(after[name])}.`,
    );
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string')
    // An instant stands as one, and whoever draws the sentence draws it in the reader's zone.
    return /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value.replaceAll('_', ' ');
  return typeof value === 'number' ? String(value) : 'changed';
}

/** The facts of Stripe's account or balance settings object under our names; all others, some about people, are left out. Pure. */
export function plainFacts(object: Facts): Facts {
  const requirements = under(object, 'requirements');
  const payouts = under(under(object, 'payments'), 'payouts');
  const found: Record<string, unknown> = {
    chargesEnabled: object['charges_enabled'],
    payoutsEnabled: object['payouts_enabled'],
    detailsSubmitted: object['details_submitted'],
    capabilities: object['capabilities'],
    requirements: object['requirements'],
    disabledReason: requirements['disabled_reason'],
    payoutInterval: under(payouts, 'schedule')['interval'],
    payoutsStatus: payouts['status'],
    delayDays: under(under(object, 'payments'), 'settlement_timing')['delay_days'],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function under(object: Facts, name: string): Facts {
  const value = object[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
