import type { z } from 'zod';
import { DomainError } from './errors.ts';

const NOT_AS_DRAWN = 'This is not what is expected here. Correct it, or load the page again.';

/**
 * What is wrong with a value, for people, where its schema has no words of its own: what to do, in one sentence without
 * the name of a property. Verbs hand it to zod.
 */
export function inputWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value':
      return 'Choose one of what is offered.';
    case 'invalid_type':
      if (issue.expected === 'number' || issue.expected === 'int') return 'Write a whole number.';
      return issue.input === null || issue.input === undefined
        ? 'This is missing. Fill it in, or load the page again.'
        : NOT_AS_DRAWN;
    default:
      return NOT_AS_DRAWN;
  }
}

function tooSmall({ origin, minimum }: Bound<'minimum'>): string {
  const least = String(minimum);
  if (origin === 'string')
    return least === '1' ? 'Write something here.' : `Write at least ${least} characters.`;
  if (origin === 'array') return `Choose at least ${least}.`;
  return least === '0' ? 'This must be more than zero.' : `This must be at least ${least}.`;
}

function tooBig({ origin, maximum }: Bound<'maximum'>): string {
  const most = String(maximum);
  if (origin === 'string') return `Write at most ${most} characters.`;
  return origin === 'array' ? `Choose at most ${most}.` : `This must be at most ${most}.`;
}

type Bound<Side extends string> = { readonly origin: string } & Readonly<Record<Side, number | bigint>>;

/** The refusal of an input that its schema did not take, with a sentence for each field of it that is wrong. */
export function refusalOfInput(error: z.ZodError): DomainError {
  const fields: Record<string, string> = {};
  for (const { path, message } of error.issues) fields[String(path[0] ?? '')] ??= message;
  const message = [...new Set(Object.values(fields))].join(' ');
  return new DomainError('invalid_input', message, { cause: error, fields });
}

/** The refusal of one field, by a rule that no schema holds. @param message what is so, then what to do */
export function refusedField(field: string, message: string, options?: ErrorOptions): DomainError {
  return new DomainError('invalid_input', message, { ...options, fields: { [field]: message } });
}
