import type { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import type { HoldFact, SessionFacts } from '../types.ts';
import { COMPONENTS, FEATURES, type ComponentName } from './embedded-components.ts';
import { isWithin, sessionGrant } from './session-grant.ts';

/** Every component of the SDK, and no other; a new one fails the build until somebody has decided about it. */
const DECIDED: Record<keyof Stripe.AccountSession.Components, unknown> &
  Record<Exclude<ComponentName, keyof Stripe.AccountSession.Components>, never> = COMPONENTS;

/** Every feature of the SDK of a component that somebody may get. */
type FeaturesOf<Name extends ComponentName> = (typeof COMPONENTS)[Name]['features'][number];
type Missing<Name extends ComponentName> = Exclude<
  keyof Stripe.AccountSession.Components[Name]['features'],
  FeaturesOf<Name>
>;
type Offered = {
  [Name in ComponentName]: (typeof COMPONENTS)[Name]['when'] extends 'never' ? never : Name;
}[ComponentName];
const NOTHING_LEFT_OUT: [Missing<Offered>] extends [never] ? true : Missing<Offered> = true;

const hold = (over: Partial<HoldFact> = {}): HoldFact => ({
  holdId: 'hld_1',
  source: 'operator',
  isOfAccount: true,
  keepsPercent: 100,
  ...over,
});

/** Paid by Sluice, collected by the platform, nothing in the way. */
const PAID_BY_US: SessionFacts = {
  isDisconnected: false,
  isPaidByRequest: true,
  lockStrength: 'manual_sole_payer',
  requirementCollection: 'application',
  disabledReason: null,
  holds: [],
  killSwitchIds: [],
};
/** Stripe pays it every day, and we do not. */
const PAID_BY_STRIPE: SessionFacts = { ...PAID_BY_US, isPaidByRequest: false, lockStrength: 'automatic' };
const COLLECTED_BY_STRIPE: SessionFacts = { ...PAID_BY_US, requirementCollection: 'stripe' };

const READ_ONLY = ['payouts_list', 'payout_details', 'documents', 'tax_registrations', 'tax_settings'];
const MONEY_IN = ['payments', 'disputes_list'];
const DETAILS = ['account_onboarding', 'account_management', 'notification_banner'];
const USUAL = [...READ_ONLY, ...MONEY_IN, ...DETAILS, 'balances'];
const WITHOUT_DETAILS = [...READ_ONLY, ...MONEY_IN];

const OPEN = ['capture_payments', 'dispute_management', 'external_account_collection', 'refund_management'];
const FROZEN = ['capture_payments', 'dispute_management'];

type Case = { name: string; facts: SessionFacts; components: string[]; features: string[] };

const frozen = (name: string, over: Partial<SessionFacts>): Case[] => [
  { name: `${name}, paid by us`, facts: { ...PAID_BY_US, ...over }, components: USUAL, features: FROZEN },
  {
    name: `${name}, paid by Stripe`,
    facts: { ...PAID_BY_STRIPE, ...over },
    components: USUAL,
    features: FROZEN,
  },
  {
    name: `${name}, collected by Stripe`,
    facts: { ...COLLECTED_BY_STRIPE, ...over },
    components: WITHOUT_DETAILS,
    features: FROZEN,
  },
];

/** What does not freeze still ends that Stripe’s own payouts are shown as coming. */
const watched = (name: string, over: Partial<SessionFacts>): Case[] => [
  { name: `${name}, paid by us`, facts: { ...PAID_BY_US, ...over }, components: USUAL, features: OPEN },
  {
    name: `${name}, paid by Stripe`,
    facts: { ...PAID_BY_STRIPE, ...over },
    components: USUAL,
    features: OPEN,
  },
];

const CASES: Case[] = [
  { name: 'free, paid by us', facts: PAID_BY_US, components: USUAL, features: OPEN },
  { name: 'free, collected by Stripe', facts: COLLECTED_BY_STRIPE, components: USUAL, features: OPEN },
  {
    name: 'free, paid by Stripe',
    facts: PAID_BY_STRIPE,
    components: [...USUAL, 'payouts'],
    features: OPEN,
  },
  {
    name: 'free, paid by Stripe, then by us as well',
    facts: { ...PAID_BY_STRIPE, isPaidByRequest: true },
    components: USUAL,
    features: OPEN,
  },
  ...['platform_balance', 'manual_sole_payer', 'manual_holder_can_pay', 'unknown', 'of tomorrow'].map(
    (lockStrength): Case => ({
      name: `lock ${lockStrength}, not paid by us`,
      facts: { ...PAID_BY_STRIPE, lockStrength },
      components: USUAL,
      features: OPEN,
    }),
  ),
  ...frozen('kill switch', { killSwitchIds: ['ksw_1'] }),
  ...[
    'rejected.fraud',
    'rejected.incomplete_verification',
    'listed',
    'under_review',
    'platform_paused',
    'other',
  ].flatMap((disabledReason) => frozen(disabledReason, { disabledReason })),
  ...[
    'requirements.past_due',
    'requirements.pending_verification',
    'action_required.requested_capabilities',
  ].map((disabledReason): Case => ({
    name: disabledReason,
    facts: { ...PAID_BY_US, disabledReason },
    components: USUAL,
    features: OPEN,
  })),
  ...(
    [
      'risk',
      'policy',
      'operator',
      'kill_switch',
      'destination_change',
      'reconciliation',
      'onboarding',
    ] as const
  ).flatMap((source) => frozen(`account held by ${source}`, { holds: [hold({ source })] })),
  ...(['risk', 'operator', 'destination_change'] as const).flatMap((source) =>
    frozen(`one payout held by ${source}`, { holds: [hold({ source, isOfAccount: false })] }),
  ),
  ...watched('one payout held by policy', { holds: [hold({ source: 'policy', isOfAccount: false })] }),
  ...watched('a tenth kept back', { holds: [hold({ keepsPercent: 10 })] }),
  { name: 'disconnected', facts: { ...PAID_BY_STRIPE, isDisconnected: true }, components: [], features: [] },
];

function granted(facts: SessionFacts): { components: string[]; features: string[] } {
  const enabled = Object.entries(sessionGrant(facts).components).filter(([, grant]) => grant.enabled);
  const on = enabled.flatMap(([, { features }]) =>
    Object.keys(features).filter((name) => features[name] === true),
  );
  return { components: enabled.map(([name]) => name).sort(), features: [...new Set(on)].sort() };
}

describe('what a session grants', () => {
  it.each(CASES)('$name', ({ facts, components, features }) => {
    expect(granted(facts)).toEqual({ components: [...components].sort(), features: [...features].sort() });
  });

  it.each(CASES)(
    '$name: the record says of money and destination what the components do',
    ({ facts, features }) => {
      const { letsPayItself, letsRefund, letsChangeDestination } = sessionGrant(facts);
      expect({ letsPayItself, letsRefund, letsChangeDestination }).toEqual({
        letsPayItself: false,
        letsRefund: features.includes('refund_management'),
        letsChangeDestination: features.includes('external_account_collection'),
      });
    },
  );

  it.each(CASES)('$name: each feature of a granted component is said, true or false', ({ facts }) => {
    for (const [name, grant] of Object.entries(sessionGrant(facts).components)) {
      if (!grant.enabled) continue;
      const decided = COMPONENTS[name as ComponentName].features; // a key of the same table
      expect(Object.keys(grant.features).sort(), name).toEqual([...decided].sort());
    }
  });

  it.each(CASES)('$name: what pays is said to be off also where the component is', ({ facts }) => {
    const { components } = sessionGrant(facts);
    for (const name of ['payouts', 'balances'] as const)
      for (const feature of ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'])
        expect(components[name]?.features, `${name} ${feature}`).toHaveProperty(feature);
    expect(components['instant_payouts_promotion']).toEqual({
      enabled: false,
      features: { instant_payouts: false },
    });
  });

  it.each(CASES)(
    '$name: nobody pays themselves, and nobody goes without Stripe’s own sign-in',
    ({ facts }) => {
      const { components } = sessionGrant(facts);
      for (const { features } of Object.values(components)) {
        for (const feature of ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'])
          expect(features[feature] ?? false, feature).toBe(false);
        expect(features['disable_stripe_user_authentication'] ?? false).toBe(false);
      }
    },
  );
});

it('is decided for every component and feature of the SDK, with a reason', () => {
  expect(NOTHING_LEFT_OUT).toBe(true);
  expect(Object.keys(DECIDED)).toHaveLength(25);
  for (const { why } of [...Object.values(COMPONENTS), ...Object.values(FEATURES)])
    expect(why).toMatch(/\w{3}.*\.$/);
});

describe('one grant within another', () => {
  const of = (facts: SessionFacts) => sessionGrant(facts).components;
  const held = { ...PAID_BY_US, holds: [hold()] };

  it('a narrower one is within a wider one, not the other way round', () => {
    expect(isWithin(of(held), of(PAID_BY_US))).toBe(true);
    expect(isWithin(of(PAID_BY_US), of(held))).toBe(false);
    expect(isWithin(of(PAID_BY_STRIPE), of(PAID_BY_US))).toBe(false);
  });

  it('a component or a feature that nobody has heard of is not', () => {
    expect(isWithin({ loans: { enabled: true, features: {} } }, of(PAID_BY_US))).toBe(false);
    expect(isWithin({ loans: { enabled: false, features: {} } }, of(PAID_BY_US))).toBe(true);
    const wide = { payouts_list: { enabled: true, features: { anything: true } } };
    expect(isWithin(wide, of(PAID_BY_US))).toBe(false);
  });
});

it('says what stood in the way', () => {
  const { because } = sessionGrant({ ...COLLECTED_BY_STRIPE, holds: [hold()], killSwitchIds: ['ksw_1'] });
  expect(because).toEqual([
    'paid_by_request',
    'lock:manual_sole_payer',
    'requirements_by_stripe',
    'kill_switch:ksw_1',
    'hold:hld_1',
  ]);
});
