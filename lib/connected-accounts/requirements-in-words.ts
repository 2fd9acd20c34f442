import { DISABLED_WORDS, FIELD_WORDS, REQUIREMENT_WORDS } from './requirement-words.ts';

/** `code` is Stripe's, to stand beside the words. */
export type RequirementInWords = { code: string; text: string };

/** Each list without repetitions; `blocked` and `deadline` are null when there is nothing to say. */
export type RequirementsInWords = {
  blocked: string | null;
  deadline: string | null;
  overdue: RequirementInWords[];
  dueNow: RequirementInWords[];
  dueLater: RequirementInWords[];
  beingChecked: RequirementInWords[];
};

/** As stored from Stripe: v1's `requirements`, or v2's entries in v1's groups. */
type Facts = {
  requirements: Readonly<Record<string, unknown>>;
  disabledReason: string | null;
  currentDeadline: Date | null;
};

/** What Stripe still wants from a connected account and what happens otherwise, in plain words. Pure. */
export function requirementsInWords(facts: Facts, now: Date): RequirementsInWords {
  const pastDue = codesIn(facts.requirements, 'past_due');
  const currentlyDue = codesIn(facts.requirements, 'currently_due');
  const eventuallyDue = codesIn(facts.requirements, 'eventually_due');
  // Stripe repeats a past due code among the current ones, and a current one among the eventual ones.
  const dueNow = currentlyDue.filter((code) => !pastDue.includes(code));
  const dueLater = eventuallyDue.filter((code) => !pastDue.includes(code) && !currentlyDue.includes(code));
  return {
    blocked: facts.disabledReason === null ? null : disabledReasonInWords(facts.disabledReason),
    deadline: facts.currentDeadline === null ? null : deadlineInWords(facts.currentDeadline, now),
    overdue: inWords(pastDue),
    dueNow: inWords(dueNow),
    dueLater: inWords(dueLater),
    beingChecked: inWords(codesIn(facts.requirements, 'pending_verification')),
  };
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

function inWords(codes: readonly string[]): RequirementInWords[] {
  const byText = new Map<string, RequirementInWords>();
  for (const code of codes) {
    const text = requirementInWords(code);
    if (!byText.has(text)) byText.set(text, { code, text });
  }
  return [...byText.values()];
}

function codesIn(requirements: Readonly<Record<string, unknown>>, group: string): string[] {
  const codes = requirements[group];
  return Array.isArray(codes) ? codes.filter((code): code is string => typeof code === 'string') : [];
}

const DAY_MS = 86_400_000;

function deadlineInWords(deadline: Date, now: Date): string {
  const on = `${deadline.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const days = Math.floor((deadline.getTime() - now.getTime()) / DAY_MS);
  if (deadline <= now) return `The deadline was ${on}. Stripe may stop payouts at any time.`;
  if (days === 0) return `Due by ${on}, in less than a day. After that Stripe stops payouts.`;
  return `Due by ${on}, in ${String(days)} ${days === 1 ? 'day' : 'days'}. After that Stripe stops payouts.`;
}

function readable(code: string): string {
  return code.replaceAll('.', ', ').replaceAll('_', ' ');
}
