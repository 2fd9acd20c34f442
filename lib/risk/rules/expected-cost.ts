import { stripeDecimals, currency as currencyOf } from '../../money/currency.ts';
import type { RiskCause } from './cause.ts';
import type { RiskAction } from './rule-text.ts';

/** What half an hour of a reviewer costs, in minor units. No rate makes one from another: each is a figure of its own. */
const REVIEW_COST: Readonly<Record<string, bigint>> = {
  usd: 25_00n,
  eur: 25_00n,
  gbp: 20_00n,
  jpy: 4_000n,
  huf: 10_000_00n,
  isk: 3_500_00n,
  kwd: 8_000n,
};
const REVIEW_COST_UNITS = 25n;

export function reviewCost(currency: string): bigint {
  return REVIEW_COST[currency] ?? REVIEW_COST_UNITS * 10n ** BigInt(stripeDecimals(currencyOf(currency)));
}

/** Of money that leaves under a cause, how much in a thousand does not come back. */
const LOSS_PERMILLE: Record<RiskCause, bigint> = {
  // A stranger's bank account, emptied the same day.
  account_takeover: 900n,
  // Sellers who turned bad pay back some of it.
  seller: 600n,
  // What was paid with stolen cards is disputed; the seller is there to answer for it.
  card_testing: 500n,
  platform_made: 50n,
  data_fault: 50n,
  none: 300n,
};

/** Of the loss, how much in a thousand is left under an action. Somebody who is told in time prevents some of it. */
const LOSS_LEFT: Record<Exclude<RiskAction, 'none' | 'reserve'>, bigint> = {
  flag: 700n,
  hold: 50n,
  pause_lock: 50n,
};
/** A day without its money costs an honest seller, and so the platform, this much in a thousand of it. */
const HARM_PERMILLE = 15n;
const MILLION = 1_000_000n;

export type ActionCost = { readonly action: RiskAction; readonly cost: bigint };

type Case = {
  readonly currency: string;
  readonly cause: RiskCause;
  /** Parts in a million. */
  readonly probability: bigint;
  /** Minor units: what can be lost, and what a pause would keep back. */
  readonly exposure: bigint;
  readonly payable: bigint;
  /** Percent that a reserve would keep. */
  readonly reservePercent: number;
};

/** Minor units that each action is expected to cost, mildest first. */
export function actionCosts(of: Case): ActionCost[] {
  const { cause, currency, exposure, payable, probability, reservePercent } = of;
  const loss = (exposure * LOSS_PERMILLE[cause] * probability) / 1_000n / MILLION;
  const review = reviewCost(currency);
  const pause = ((payable > 0n ? payable : 0n) * HARM_PERMILLE * (MILLION - probability)) / 1_000n / MILLION;
  const share = BigInt(reservePercent);
  const held = review + pause + (loss * LOSS_LEFT.hold) / 1_000n;
  return [
    { action: 'none', cost: loss },
    { action: 'flag', cost: review + (loss * LOSS_LEFT.flag) / 1_000n },
    {
      action: 'reserve',
      cost:
        review + (pause * share) / 100n + (loss * LOSS_LEFT.flag * coveredLeft(of, share)) / 1_000n / 1_000n,
    },
    { action: 'hold', cost: held },
  ];
}

/** In a thousand, what of the exposure a reserve of that share of the payable money does not cover. */
function coveredLeft({ payable, exposure }: Case, share: bigint): bigint {
  if (exposure <= 0n) return 0n;
  const kept = ((payable > 0n ? payable : 0n) * share) / 100n;
  return kept >= exposure ? 0n : ((exposure - kept) * 1_000n) / exposure;
}

/** The cheapest action that is allowed; of two alike the milder. */
export function cheapest(
  costs: readonly ActionCost[],
  isAllowed: (action: RiskAction) => boolean,
): RiskAction {
  const [first, ...rest] = costs.filter(({ action }) => isAllowed(action));
  if (first === undefined) return 'none';
  return rest.reduce((best, one) => (one.cost < best.cost ? one : best), first).action;
}
