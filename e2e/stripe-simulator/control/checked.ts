import { z } from 'zod';
import { invalid } from '../api-error.ts';

/** The remote control's input as its shape says, or the 400 that names what is wrong: an invented value tests nothing. */
export function checked<Shape extends z.ZodType>(shape: Shape, values: unknown): z.output<Shape> {
  const parsed = shape.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw invalid(`${path === '' ? 'The body' : path}: ${issue?.message ?? 'invalid'}`, path);
}

export const seconds = z.int().nonnegative();
export const milliseconds = z.number().nonnegative();
export const currency = z.string().regex(/^[a-z]{3}$/, { error: 'must be three small letters' });
export const account = z.string().regex(/^acct_\w+$/, { error: 'must be acct_…' });
export const amount = z.int().positive();
export const metadata = z.record(z.string(), z.string());
export const sourceType = z.enum(['bank_account', 'card', 'fpx']);
