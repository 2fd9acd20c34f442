import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputWords, refusalOfInput } from './input-words.ts';

const refusal = (schema: z.ZodType, input: unknown) => {
  const parsed = schema.safeParse(input, { error: inputWords });
  if (parsed.success) throw new Error('it was taken');
  return refusalOfInput(parsed.error);
};

const form = z.strictObject({
  reason: z.string().trim().min(3),
  note: z.string().min(1).max(5),
  days: z.int().min(1).max(30),
  keeps: z.enum(['all', 'share']),
  because: z.string().min(3, { error: 'Say why, in a few words.' }),
  weekdays: z.array(z.int().min(1)).min(1),
  amount: z.bigint().positive(),
});

describe('a refused input', () => {
  it('says of each field what to do, in a sentence without its name or the schema’s words', () => {
    const { fields, message, code } = refusal(form, {
      reason: 'x',
      note: 'far too long',
      days: Number.NaN,
      keeps: 'nothing',
      because: '',
      weekdays: [],
      amount: 0n,
    });
    expect(code).toBe('invalid_input');
    expect(fields).toEqual({
      reason: 'Write at least 3 characters.',
      note: 'Write at most 5 characters.',
      days: 'Write a whole number.',
      keeps: 'Choose one of what is offered.',
      because: 'Say why, in a few words.',
      weekdays: 'Choose at least 1.',
      amount: 'This must be more than zero.',
    });
    expect(message).toBe(Object.values(fields).join(' '));
    expect(message).not.toMatch(/✖|→|Invalid|expected string|Too small|NaN/);
  });

  it('names a field once, by its outermost name, and says one sentence once', () => {
    const { fields, message } = refusal(z.object({ weekdays: z.array(z.int().min(1)) }), {
      weekdays: [0, 'x'],
    });
    expect(fields).toEqual({ weekdays: 'This must be at least 1.' });
    expect(message).toBe('This must be at least 1.');
  });

  it('of a field that no form draws asks for the page again', () => {
    expect(refusal(z.strictObject({ id: z.string() }), { id: 'x', more: 1 }).message).toBe(
      'This is not what is expected here. Correct it, or load the page again.',
    );
  });
});
