import type { StreamName } from '../detectors/streams.ts';
import type { RiskRule, RuleQuantity } from './rule-text.ts';
import type { StreamFinding } from './stream-findings.ts';

/** What is behind the signs, and so whose harm it is. `seller` is the offender; of the first two the seller is the victim. */
export const RISK_CAUSES = [
  'card_testing',
  'account_takeover',
  'seller',
  'platform_made',
  'data_fault',
  'none',
] as const;
export type RiskCause = (typeof RISK_CAUSES)[number];

type Signs = {
  readonly streams: readonly StreamFinding[];
  readonly fired: readonly RiskRule[];
  readonly quantities: Readonly<Record<RuleQuantity, number>>;
  /** Refunds of the last 24 hours by seller and by platform, and all that was ever paid and given back, as far as counters go. */
  readonly refunds: {
    readonly bySeller: number;
    readonly byPlatform: number;
    readonly known: number;
    readonly charges: number;
  };
};

/** Of attempts since the refusals began; an honest shop with a broken form has a few, a tester nearly nothing else. */
const TESTED_SHARE = 0.3;
const NEW_DESTINATION_DAYS = 3;

/** The cause comes before the score: who is a victim is not frozen for what was done to them. */
export function causeOf({ streams, fired, quantities, refunds }: Signs): RiskCause {
  const alarms = streams.filter(({ isAlarm }) => isAlarm);
  if (alarms.length === 0 && fired.length === 0) return 'none';
  const alarmOf = (name: StreamName): StreamFinding | undefined =>
    alarms.find(({ stream }) => stream === name);
  // More given back than was ever paid: charges are missing here, and every share of them is wrong.
  if (refunds.known > refunds.charges) return 'data_fault';
  const declines = alarmOf('declines');
  if (declines !== undefined && declines.observed / declines.window >= TESTED_SHARE) return 'card_testing';
  const isDestinationNew =
    quantities['destination changes'] >= 1 && quantities['destination age'] < NEW_DESTINATION_DAYS;
  if (isDestinationNew && (alarms.length > 0 || fired.some(({ action }) => action === 'hold')))
    return 'account_takeover';
  const isByPlatform = refunds.byPlatform > 0 && refunds.byPlatform >= refunds.bySeller;
  if (isByPlatform && fired.length === 0 && alarms.every(({ stream }) => stream === 'refunds'))
    return 'platform_made';
  return 'seller';
}
