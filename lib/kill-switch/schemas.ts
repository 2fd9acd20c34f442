import { z } from 'zod';

/** What one press can cover today. Split programs follow with the part of Sluice that knows them. */
export const PRESS_SCOPES = [
  'everything',
  'connected_account',
  'currency',
  'country',
  'method',
  'risk_band',
] as const;

/** Ids as `pressKillSwitch` makes them. */
export const killSwitchId = z.string().regex(/^ksw_[0-9a-f]{32}$/, 'This is no kill switch.');

const REASON_LENGTH_MAX = 500;

/** Why, in a person's own words. */
export const reasonText = z
  .string()
  .trim()
  .min(1, 'Say why, in a few words.')
  .max(REASON_LENGTH_MAX, `Say why in at most ${String(REASON_LENGTH_MAX)} characters.`);

/** What to stop, and why. */
export const pressedScope = z.object({
  scope: z.enum(PRESS_SCOPES),
  /** Empty for everything, else the id, the ISO code, `standard` or `instant`, or the name of a band. */
  scopeValue: z.string().trim().max(100).default(''),
  reason: reasonText,
  /** Also cancels payouts that Stripe has not sent yet, as far as Stripe cancels them. */
  cancelsPending: z.boolean().default(false),
});

export type PressedScope = z.output<typeof pressedScope>;

/** A press: the scope, and the proof that the person behind the session meant exactly this. */
export const killSwitchPress = pressedScope.extend({ stepUpProofId: z.string().min(1).max(100) });

export type KillSwitchPress = z.input<typeof killSwitchPress>;
