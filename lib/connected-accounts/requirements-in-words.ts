import { fromUnixSeconds } from '../clock.ts';
import { NO_REFUSALS, refusalInWords } from './refusal-words.ts';
import { DISABLED_WORDS, FIELD_WORDS, REQUIREMENT_WORDS } from './requirement-words.ts';

/** Why Stripe did not take what was given: its code, and its own sentence where it sent one. */
export type Refusal = { code: string; reason: string | null };

/** `code` is Stripe's, to stand beside the words, which say already why it is asked for again. */
export type RequirementInWords = { code: string; text: string; refusals: Refusal[] };

/** Each list without repetitions; `blocked`, `deadline` and `comes` are null when there is nothing to say. Instants stand as ISO 8601 in the sentences. */
export type RequirementsInWords = {
  /** It was never completed: nothing that is asked for is overdue, and nothing was taken from it. */
  isNew: boolean;
  blocked: string | null;
  deadline: string | null;
  overdue: RequirementInWords[];
  dueNow: RequirementInWords[];
  dueLater: RequirementInWords[];
  beingChecked: RequirementInWords[];
  /** What Stripe has announced: nothing of it is due yet, and what is not given by then restricts the account. */
  comes: { deadline: string | null; steps: RequirementInWords[] } | null;
};

type Groups = Readonly<Record<string, unknown>>;

/** As stored from Stripe: v1's two objects, or v2's entries in v1's groups. */
type Asked = { requirements: Groups; futureRequirements: Groups };

type Facts = Asked & { lifecycle: string; disabledReason: string | null; currentDeadline: Date | null };

/** What Stripe still wants from a connected account and what happens otherwise, in plain words. Pure. */
export function requirementsInWords(facts: Facts, now: Date): RequirementsInWords {
  const { overdue, dueNow, dueLater, beingChecked, announced } = stepsOf(facts);
  // Stripe calls what was never given past due.
  const isNew = facts.lifecycle === 'onboarding';
  const comesAt = secondsIn(facts.futureRequirements, 'current_deadline');
  return {
    blocked: blockedInWords(facts.disabledReason, overdue.length + dueNow.length > 0),
    deadline:
      facts.currentDeadline === null
        ? null
        : deadlineInWords(facts.currentDeadline, now, facts.disabledReason !== null),
    isNew,
    overdue: isNew ? [] : overdue,
    dueNow: isNew ? [...overdue, ...dueNow] : dueNow,
    dueLater,
    beingChecked,
    comes:
      announced.length === 0 && comesAt === null
        ? null
        : { deadline: comesAt === null ? null : comingInWords(comesAt, now), steps: announced },
  };
}

/** Stripe can check what was sent and still wait for more: who is told to wait then misses the deadline. */
function blockedInWords(disabledReason: string | null, isAsked: boolean): string | null {
  if (disabledReason === null) return null;
  return isAsked && disabledReason === 'requirements.pending_verification'
    ? 'Stripe is checking what was sent, and asks for more. Next: get what is due below.'
    : disabledReasonInWords(disabledReason);
}

/** Whether something can be given now that Stripe waits for. Pure. */
export function isAskedNow(asked: Asked): boolean {
  const { overdue, dueNow } = stepsOf(asked);
  return overdue.length + dueNow.length > 0;
}

/** The one thing to give first: what is overdue, then what is due, then what is announced. Null for nothing. Pure. */
export function firstStepInWords(asked: Asked): string | null {
  const { overdue, dueNow, announced } = stepsOf(asked);
  return [...overdue, ...dueNow, ...announced][0]?.text ?? null;
}

/** Every requirement under the most urgent heading that names it: Stripe repeats what is past due among the current ones, and so on. */
function stepsOf({ requirements, futureRequirements }: Asked) {
  const refusals = new Map([...refusalsIn(futureRequirements), ...refusalsIn(requirements)]);
  const told = new Set<string>();
  const take = (codes: readonly string[]): RequirementInWords[] => {
    const fresh = codes.filter((code) => !told.has(code));
    for (const code of fresh) told.add(code);
    return inWords(fresh, refusals);
  };
  const overdue = take(codesIn(requirements, 'past_due'));
  // What was refused is asked for again, even where a list of Stripe's should not say so.
  const checking = new Set(codesIn(requirements, 'pending_verification'));
  const refused = [...refusalsIn(requirements).keys()].filter((code) => !checking.has(code));
  const dueNow = take([...codesIn(requirements, 'currently_due'), ...refused]);
  const announced = take([
    ...codesIn(futureRequirements, 'past_due'),
    ...codesIn(futureRequirements, 'currently_due'),
  ]);
  const dueLater = take([
    ...codesIn(requirements, 'eventually_due'),
    ...codesIn(futureRequirements, 'eventually_due'),
  ]);
  const pending = [
    ...codesIn(requirements, 'pending_verification'),
    ...codesIn(futureRequirements, 'pending_verification'),
  ];
  return { overdue, dueNow, dueLater, announced, beingChecked: inWords([...new Set(pending)], new Map()) };
}

/** Stripe's `disabled_reason` as a sentence with its next step. Pure. */
export function disabledReasonInWords(disabledReason: string): string {
  return (
    DISABLED_WORDS[disabledReason] ??
    `Stripe has limited the account: ${readable(disabledReason)}. Next: ask Stripe what this means.`
  );
}

/** One requirement code as one sentence; an unknown one stays readable. Pure. */
export function requirementInWords(code: string): string {
  const known = REQUIREMENT_WORDS[code];
  if (known !== undefined) return known;
  const { who, field } = partsOf(code);
  const template = who === null ? undefined : fieldWords(field);
  if (who !== null && template !== undefined) return template.replace('{who}', who);
  return `Give: ${readable(code)}.`;
}

const WHO: readonly (readonly [RegExp, string])[] = [
  [/^(individual)\./, 'the owner'],
  [/^(representative|relationship\.representative)\./, 'the representative'],
  [/^(person_\w+)\./, 'the person named in Stripe'],
  [/^(owners)\./, 'each owner'],
  [/^(directors)\./, 'each director'],
  [/^(executives)\./, 'each executive'],
  [/^(authorizer)\./, 'the person who signs'],
  [/^(company)\./, 'the company'],
];

function partsOf(code: string): { who: string | null; field: string } {
  for (const [pattern, who] of WHO) {
    if (!pattern.test(code)) continue;
    return { who, field: code.replace(pattern, '').replace(/^relationship\./, '') };
  }
  return { who: null, field: code };
}

/** The longest known beginning of a field: `dob.day` is asked as `dob`, `address.postal_code` as `address`. */
function fieldWords(field: string): string | undefined {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const words = FIELD_WORDS[parts.slice(0, length).join('.')];
    if (words !== undefined) return words;
  }
  return undefined;
}

function inWords(codes: readonly string[], refusals: ReadonlyMap<string, Refusal[]>): RequirementInWords[] {
  const byText = new Map<string, RequirementInWords>();
  for (const code of codes) {
    const plain = requirementInWords(code);
    const refused = refusals.get(code) ?? [];
    const known = byText.get(plain);
    if (known === undefined) byText.set(plain, { code, text: plain, refusals: [...refused] });
    else known.refusals.push(...refused);
  }
  return [...byText.values()].map(({ code, text, refusals: refused }) => ({
    code,
    text: againInWords(text, refused),
    refusals: refused.filter(
      (refusal, at) => refused.findIndex((other) => other.code === refusal.code) === at,
    ),
  }));
}

/** What was given and not taken has to be given again, and why. */
function againInWords(text: string, [refusal]: readonly Refusal[]): string {
  if (refusal === undefined) return text;
  const why = refusalInWords(refusal.code);
  // A code newer than these words comes with a sentence of Stripe's own.
  if (why === null)
    return `${text} What was given was not taken${refusal.reason === null ? '.' : `: ${refusal.reason}`}`;
  return /^(Send|Give|Add) /.test(text)
    ? `${text.slice(0, -1)} again: ${why}.`
    : `${text} What was given was not taken: ${why}.`;
}

function refusalsIn({ errors }: Groups): Map<string, Refusal[]> {
  const byRequirement = new Map<string, Refusal[]>();
  for (const error of Array.isArray(errors) ? (errors as unknown[]) : []) {
    // Stored as Stripe sent it; only what has both words is told.
    const { requirement, code, reason } = { ...(error as Record<string, unknown> | null) };
    if (typeof requirement !== 'string' || typeof code !== 'string' || NO_REFUSALS.has(code)) continue;
    const refusal = { code, reason: typeof reason === 'string' && reason !== '' ? reason : null };
    byRequirement.set(requirement, [...(byRequirement.get(requirement) ?? []), refusal]);
  }
  return byRequirement;
}

function codesIn(requirements: Groups, group: string): string[] {
  const codes = requirements[group];
  return Array.isArray(codes) ? codes.filter((code): code is string => typeof code === 'string') : [];
}

function secondsIn(requirements: Groups, name: string): Date | null {
  const seconds = requirements[name];
  return typeof seconds === 'number' ? fromUnixSeconds(seconds) : null;
}

const DAY_MS = 86_400_000;

/** @param isOff Stripe has switched something off already: what happens after the deadline is not said to be that */
function deadlineInWords(deadline: Date, now: Date, isOff: boolean): string {
  const on = deadline.toISOString();
  const days = Math.floor((deadline.getTime() - now.getTime()) / DAY_MS);
  if (deadline <= now)
    return `The deadline was ${on}.${isOff ? '' : ' Stripe may stop payouts at any time.'}`;
  const after = isOff ? '' : ' After that Stripe stops payouts.';
  if (days === 0) return `Due by ${on}, in less than a day.${after}`;
  return `Due by ${on}, in ${String(days)} ${days === 1 ? 'day' : 'days'}.${after}`;
}

function comingInWords(at: Date, now: Date): string {
  const on = at.toISOString();
  const days = Math.floor((at.getTime() - now.getTime()) / DAY_MS);
  if (at <= now) return `Stripe asks for this since ${on}. It may stop payouts at any time.`;
  const distance = days === 0 ? 'less than a day' : `${String(days)} ${days === 1 ? 'day' : 'days'}`;
  return `Stripe asks for this from ${on} on, in ${distance}. What is missing then stops payouts.`;
}

function readable(code: string): string {
  return code.replaceAll('.', ', ').replaceAll('_', ' ');
}
