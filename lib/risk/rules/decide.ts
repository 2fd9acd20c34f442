import { ownerText } from '../../holds/rules/owner-text.ts';
import { isStrongLock } from '../../holds/rules/strong-lock.ts';
import type { HoldReason } from '../../holds/types.ts';
import { modelContributions, type DecidingModel } from '../models/model-log-odds.ts';
import { calibrationAdds } from '../models/score-calibration.ts';
import { causeOf, type RiskCause } from './cause.ts';
import { actionCosts, cheapest } from './expected-cost.ts';
import { featureRow } from './feature-names.ts';
import { explanationLines, releaseText, type ExplanationLine } from './explain.ts';
import { peersAdd, type PeerFinding } from './peer-finding.ts';
import { firedRules, type RiskAction, type RiskRule, type RuleQuantity } from './rule-text.ts';
import { CALM_SHARE, type StreamFinding } from './stream-findings.ts';

/** Everything that a decision is made of, in values that a canonical text carries. Amounts are minor units as decimal digits. */
export type DecisionInputs = {
  readonly connectedAccountId: string;
  readonly currency: string;
  readonly decidedAt: string;
  /** Until when a person has looked; null when nobody has. */
  readonly lookedAt: string | null;
  readonly lockStrength: string;
  /** In the order of `RISK_FEATURES`, as many as there were. */
  readonly features: readonly number[];
  readonly quantities: Readonly<Record<RuleQuantity, number>>;
  readonly streams: readonly StreamFinding[];
  /** The newest 24 hours against usual days; null without history. */
  readonly velocity: {
    readonly observed: number;
    readonly expected: number;
    readonly logTail: number;
  } | null;
  readonly refunds: {
    readonly bySeller: number;
    readonly byPlatform: number;
    readonly known: number;
    readonly charges: number;
  };
  /** Among its peers; absent where nobody has published a recipe for forests, or there are too few. */
  readonly peers?: PeerFinding;
  readonly money: {
    readonly payable: string;
    readonly runOff: string;
    readonly attack: string;
    /** SHA-256 of the curves by which it runs off; absent where they were the ones chosen by hand. */
    readonly curves?: string;
  };
};

export type Contribution = { readonly key: string; readonly value: number };

export type Decision = {
  readonly score: number;
  readonly base: number;
  /** They and the base sum to the score, added in this order. */
  readonly contributions: readonly Contribution[];
  /** Parts in a million. */
  readonly probability: number;
  readonly cause: RiskCause;
  readonly action: RiskAction;
  /** Of a reserve. */
  readonly keepsPercent: number;
  readonly exposure: string;
  readonly lines: readonly ExplanationLine[];
  /** The smallest change that would end it; empty where nothing is done. */
  readonly release: string;
  /** What the connected account's owner is told; empty while no money stays. */
  readonly ownerText: string;
  /** Nothing is to be seen: what an automatic lift waits for. */
  readonly isCalm: boolean;
};

/** What an alarm alone adds: with the base it makes even odds, which is what a budget of one false pause a year is worth. */
const ALARM_ADDS = 6;
const STREAM_ADDS_MAX = 9;
/** Streams of one attack tell the same thing twice; the second and later ones count a quarter. */
const FURTHER_STREAM = 0.25;
/** Velocity says little: an honest good day looks the same. */
const VELOCITY_ADDS_MAX = 0.8;
const VELOCITY_NATS = 20;
/** Below even odds a model alone flags nothing. */
const MODEL_FLAG_SCORE = 0;
const RESERVE_PERCENT = 25;
const RESERVE_PERCENT_MAX = 50;

/** Pure: the same inputs, rules and model make the same bytes. */
export function decide(inputs: DecisionInputs, { rules, model, featureNames }: Instruments): Decision {
  const fired = firedRules(rules, inputs.quantities);
  const { base, contributions: ofFeatures } = modelContributions(
    model,
    featureRow(inputs.features, featureNames),
  );
  const added: Contribution[] = [
    ...featureNames.flatMap((name, index) => contribution(`feature ${name}`, ofFeatures[index] ?? 0)),
    ...streamContributions(inputs.streams),
    ...velocityContribution(inputs),
    ...(inputs.peers === undefined ? [] : contribution('peers', peersAdd(inputs.peers))),
    ...fired.flatMap(({ text, adds }) => contribution(`rule ${text}`, adds)),
  ];
  const sumOf = (parts: readonly Contribution[]): number =>
    parts.reduce((sum, { value }) => sum + value, base);
  const contributions = [...added, ...calibrationContribution(model, sumOf(added))];
  const score = sumOf(contributions);
  const probability = Math.round(1e6 / (1 + Math.exp(-score)));
  const cause = causeOf({ ...inputs, fired });
  const payable = BigInt(inputs.money.payable);
  const exposure = exposureOf(cause, inputs);
  const keepsPercent = cause === 'card_testing' ? attackPercent(exposure, payable) : RESERVE_PERCENT;
  const action = actionOf(inputs, { fired, cause, score, probability, exposure, keepsPercent });
  const isHeld = action === 'hold' || action === 'pause_lock';
  return {
    score,
    base,
    contributions,
    probability,
    cause,
    action,
    keepsPercent: action === 'reserve' ? keepsPercent : isHeld ? 100 : 0,
    exposure: exposure.toString(),
    lines: explanationLines(inputs, contributions),
    release: action === 'none' ? '' : releaseText(inputs, fired),
    ownerText:
      isHeld || action === 'reserve'
        ? ownerText({
            reason: holdReasonOf(cause),
            keepsPercent: isHeld ? 100 : keepsPercent,
            rollingDays: null,
            isOfOnePayout: false,
          })
        : '',
    isCalm:
      fired.length === 0 &&
      score < MODEL_FLAG_SCORE &&
      inputs.streams.every(({ statistic, threshold }) => statistic < CALM_SHARE * threshold),
  };
}

export type Instruments = {
  readonly rules: readonly RiskRule[];
  readonly model: DecidingModel;
  /** What the model's columns are, in their order. */
  readonly featureNames: readonly string[];
};

export function holdReasonOf(cause: RiskCause): HoldReason {
  return cause === 'card_testing' ? 'card_testing' : 'unusual_activity';
}

function contribution(key: string, value: number): Contribution[] {
  return value === 0 ? [] : [{ key, value }];
}

function streamContributions(streams: readonly StreamFinding[]): Contribution[] {
  const worth = ({ statistic, threshold }: StreamFinding): number =>
    Math.min(STREAM_ADDS_MAX, (ALARM_ADDS * statistic) / threshold);
  const strongest = streams.reduce<StreamFinding | null>(
    (best, one) => (best === null || worth(one) > worth(best) ? one : best),
    null,
  );
  return streams.flatMap((one) =>
    contribution(`stream ${one.stream}`, worth(one) * (one === strongest ? 1 : FURTHER_STREAM)),
  );
}

function velocityContribution({ velocity }: DecisionInputs): Contribution[] {
  if (velocity === null) return [];
  return contribution('velocity', Math.min(VELOCITY_ADDS_MAX, -velocity.logTail / VELOCITY_NATS));
}

/** How often such scores proved right, as a part of the score like every other. */
function calibrationContribution({ calibration }: DecidingModel, score: number): Contribution[] {
  return calibration === undefined ? [] : contribution('calibration', calibrationAdds(calibration, score));
}

function exposureOf(cause: RiskCause, { money }: DecisionInputs): bigint {
  const payable = BigInt(money.payable);
  const most = payable > 0n ? payable : 0n;
  // Whoever has taken an account over takes all of it; of everybody else only what can come back is lost.
  if (cause === 'account_takeover') return most;
  const part = BigInt(cause === 'card_testing' ? money.attack : money.runOff);
  return part < most ? part : most;
}

/** So much of the balance that the attack's payments stay, rounded up. */
function attackPercent(attack: bigint, payable: bigint): number {
  if (payable <= 0n) return 1;
  const percent = Number((attack * 100n + payable - 1n) / payable);
  return Math.min(RESERVE_PERCENT_MAX, Math.max(1, percent));
}

type Weighed = {
  fired: readonly RiskRule[];
  cause: RiskCause;
  score: number;
  probability: number;
  exposure: bigint;
  keepsPercent: number;
};

/** A victim of card testing goes on being paid; what is a fault of ours or of the data holds nobody's money. */
const MOST: Record<RiskCause, readonly RiskAction[]> = {
  card_testing: ['flag', 'reserve'],
  account_takeover: ['flag', 'hold'],
  seller: ['flag', 'reserve', 'hold'],
  platform_made: ['flag'],
  data_fault: ['flag'],
  none: ['none', 'flag'],
};

function actionOf(inputs: DecisionInputs, weighed: Weighed): RiskAction {
  const { fired, cause, score, probability, exposure, keepsPercent } = weighed;
  const isSure =
    inputs.streams.some(({ isAlarm }) => isAlarm) || fired.some(({ action }) => action === 'hold');
  if (!isSure && fired.length === 0 && score < MODEL_FLAG_SCORE) return 'none';
  const allowed: readonly RiskAction[] = isSure ? MOST[cause] : ['flag'];
  const costs = actionCosts({
    currency: inputs.currency,
    cause,
    probability: BigInt(probability),
    exposure,
    payable: BigInt(inputs.money.payable),
    reservePercent: keepsPercent,
  });
  const chosen = cheapest(costs, (action) => allowed.includes(action));
  const isWeak = !isStrongLock(inputs.lockStrength);
  return chosen === 'hold' && isWeak ? 'pause_lock' : chosen;
}
