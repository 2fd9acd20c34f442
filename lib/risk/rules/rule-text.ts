/** How far a decision may go by itself, mildest first. */
export const RISK_ACTIONS = ['none', 'flag', 'reserve', 'hold', 'pause_lock'] as const;
export type RiskAction = (typeof RISK_ACTIONS)[number];

/** What a rule can speak of. Shares are in percent; days of what is not known are many. */
export const RULE_QUANTITIES = [
  'account age',
  'days of history',
  'destination age',
  'destination changes',
  'shared destination',
  'destination abroad',
  'charges in 24 hours',
  'times the usual charges',
  'declines in 24 hours',
  'declined share',
  'refunds in 7 days',
  'refunded share',
  'disputes in 30 days',
  'disputed share',
  'cards known elsewhere',
] as const;
export type RuleQuantity = (typeof RULE_QUANTITIES)[number];

type Compared = '<' | '<=' | '>' | '>=';
type RuleCondition = { readonly quantity: RuleQuantity; readonly than: Compared; readonly value: number };

/** One line: when all of its conditions hold it adds to the score, and lets a decision go as far as its action. */
export type RiskRule = {
  readonly line: number;
  readonly text: string;
  readonly action: 'flag' | 'hold';
  readonly adds: number;
  readonly conditions: readonly RuleCondition[];
};

export type RiskRuleFault = { readonly line: number; readonly text: string };

const RULE_LINES_MAX = 200;
/** More than this would outweigh everything else that is known. */
const ADDS_MAX = 8;

/** A sentence about what is wrong with a line and what to write instead. */
class LineFault extends Error {}

/** Reads rules as people write them: one a line, `#` begins a remark. All faults are told at once. */
export function parseRiskRules(text: string): { rules: RiskRule[]; faults: RiskRuleFault[] } {
  const rules: RiskRule[] = [];
  const faults: RiskRuleFault[] = [];
  const lines = text.split(/\r?\n/);
  if (lines.length > RULE_LINES_MAX)
    faults.push({ line: RULE_LINES_MAX + 1, text: `There are at most ${String(RULE_LINES_MAX)} lines.` });
  for (const [index, written] of lines.slice(0, RULE_LINES_MAX).entries()) {
    const line = written.replace(/#.*$/, '').trim().replace(/\s+/g, ' ');
    if (line === '') continue;
    try {
      rules.push({ line: index + 1, text: line, ...parseLine(line) });
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      faults.push({ line: index + 1, text: error.message });
    }
  }
  return { rules, faults };
}

function parseLine(line: string): Pick<RiskRule, 'action' | 'adds' | 'conditions'> {
  const found = /^(flag|hold) \+(\d(?:\.\d{1,2})?) when (.+)$/i.exec(line);
  if (found === null)
    throw new LineFault(
      `“${line}” is no rule. Write for example “flag +2.0 when shared destination >= 1”, or “hold …”.`,
    );
  const [, action = '', adds = '', conditions = ''] = found;
  if (Number(adds) > ADDS_MAX) throw new LineFault(`A rule adds at most ${String(ADDS_MAX)}.`);
  return {
    action: action.toLowerCase() === 'hold' ? 'hold' : 'flag',
    adds: Number(adds),
    conditions: conditions.split(/ and /i).map(parseCondition),
  };
}

function parseCondition(text: string): RuleCondition {
  const found = /^(.+?) (<=?|>=?) (\d{1,7}(?:\.\d{1,2})?)(?: ?(?:days?|%))?$/.exec(text.trim());
  const quantity = RULE_QUANTITIES.find((one) => one === found?.[1]?.toLowerCase());
  if (found === null || quantity === undefined)
    throw new LineFault(
      `“${text}” is no condition. Write a quantity, a comparison and a number. Quantities: ${RULE_QUANTITIES.join(', ')}.`,
    );
  return { quantity, than: found[2] as Compared, value: Number(found[3]) }; // one of the four by the pattern
}

/** Those whose conditions all hold. */
export function firedRules(
  rules: readonly RiskRule[],
  quantities: Readonly<Record<RuleQuantity, number>>,
): RiskRule[] {
  return rules.filter(({ conditions }) =>
    conditions.every(({ quantity, than, value }) => holds(quantities[quantity], than, value)),
  );
}

function holds(left: number, than: Compared, right: number): boolean {
  switch (than) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
