import type { StreamName } from '../detectors/streams.ts';
import { RISK_FEATURES } from '../features/feature-columns.ts';
import type { Contribution, DecisionInputs } from './decide.ts';
import { namedFeatures, type PeerFinding } from './peer-finding.ts';
import type { RiskRule } from './rule-text.ts';
import { CALM_SHARE, type StreamFinding } from './stream-findings.ts';

/** `adds` is in log-odds; the lines of a decision and its base sum to its score. */
export type ExplanationLine = { readonly text: string; readonly adds: number };

/** More are not read. */
const LINES_MAX = 5;

const STREAM_WORDS: Record<StreamName, { what: string; of: string }> = {
  refunds: { what: 'refunded', of: 'charges' },
  disputes: { what: 'disputed or warned of', of: 'charges' },
  highRisk: { what: 'rated high risk by Stripe', of: 'payments' },
  declines: { what: 'declined', of: 'payments' },
  newCountries: { what: 'from a country new here', of: 'charges' },
  largeAmounts: { what: 'larger than 19 of 20 usual ones', of: 'charges' },
  smallAmounts: { what: 'smaller than 19 of 20 usual ones', of: 'charges' },
};

/** Minutes of UTC: who reads it may sit anywhere. */
function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

const round = (value: number): string => String(Number(value.toPrecision(2)));

/** The weightiest first; what does not fit is one line of its own, so that nothing is left out of the sum. */
export function explanationLines(
  inputs: DecisionInputs,
  contributions: readonly Contribution[],
): ExplanationLine[] {
  const sorted = contributions
    .map(({ key, value }, index) => ({ key, value, index }))
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.index - b.index);
  const isAll = sorted.length <= LINES_MAX;
  const shown = isAll ? sorted : sorted.slice(0, LINES_MAX - 1);
  const lines = shown.map(({ key, value }) => ({ text: lineOf(key, inputs), adds: value }));
  if (isAll) return lines;
  const rest = sorted.slice(LINES_MAX - 1);
  const adds = rest.reduce((sum, { value }) => sum + value, 0);
  return [...lines, { text: `${String(rest.length)} smaller signs together`, adds }];
}

function lineOf(key: string, inputs: DecisionInputs): string {
  const space = key.indexOf(' ');
  const [kind, name] = space < 0 ? [key, ''] : [key.slice(0, space), key.slice(space + 1)];
  switch (kind) {
    case 'stream': {
      const finding = inputs.streams.find(({ stream }) => stream === name);
      return finding === undefined ? name : streamLine(finding);
    }
    case 'rule':
      return `Rule: ${name}`;
    case 'velocity':
      return inputs.velocity === null
        ? 'Charges in 24 hours'
        : `${String(inputs.velocity.observed)} charges in 24 hours, usual ${round(inputs.velocity.expected)}`;
    case 'calibration':
      return 'How often such scores proved right before';
    case 'peers':
      return inputs.peers === undefined ? 'Unusual among its peers' : peersLine(inputs.peers);
    default: {
      const index = Object.keys(RISK_FEATURES).indexOf(name);
      const column = Object.values(RISK_FEATURES)[index];
      return column === undefined ? name : `${column.name}: ${round(inputs.features[index] ?? 0)}`;
    }
  }
}

/** `Unusual among 312 bakeries in DE: refunds against usual, last 7 days; nightly share`. */
function peersLine(peers: PeerFinding): string {
  const names = namedFeatures(peers).map((key) => {
    const column = Object.entries(RISK_FEATURES).find(([name]) => name === key)?.[1];
    const name = (column?.name ?? key).replace(/ \(logarithm[^)]*\)/, '');
    return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  });
  const who = `${peers.accounts.toLocaleString('en-GB')} ${peers.group}`;
  return names.length === 0 ? `Unusual among ${who}` : `Unusual among ${who}: ${names.join('; ')}`;
}

function streamLine({ stream, observed, window, expected, since }: StreamFinding): string {
  const { what, of } = STREAM_WORDS[stream];
  const from = since === null ? '' : `, since ${moment(since)}`;
  return `${String(observed)} of ${String(window)} ${of} ${what}, usual ${round(expected)}${from}`;
}

/** What would have to change for it to end by itself. */
export function releaseText({ streams, quantities }: DecisionInputs, fired: readonly RiskRule[]): string {
  const parts: string[] = streams
    .filter(({ cleanUntilCalm }) => cleanUntilCalm !== null)
    .map(({ stream, cleanUntilCalm }) => {
      const { what, of } = STREAM_WORDS[stream];
      return `${String(cleanUntilCalm)} more ${of} of which none is ${what}`;
    });
  for (const { conditions } of fired) {
    const [first] = conditions;
    if (first === undefined) continue;
    const { quantity, than, value } = first;
    parts.push(`${quantity} no longer ${than} ${String(value)} (now ${round(quantities[quantity])})`);
  }
  const weak = streams.filter(
    ({ isAlarm, statistic, threshold }) => !isAlarm && statistic >= CALM_SHARE * threshold,
  );
  for (const { stream } of weak) parts.push(`fewer ${STREAM_WORDS[stream].of} ${STREAM_WORDS[stream].what}`);
  return parts.length === 0 ? 'As soon as the score has fallen.' : `Ends after ${parts.join(', and ')}.`;
}
