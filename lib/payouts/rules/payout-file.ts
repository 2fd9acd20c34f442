import { readAskedAmount } from './asked-amount.ts';

/** One line of a file of proposals: what it asks for, or what to write instead. `lineNumber` counts from 1 as editors do. */
export type FileLine = { readonly lineNumber: number; readonly text: string } & (
  | {
      readonly ok: true;
      readonly connectedAccountId: string;
      readonly currency: string;
      /** Minor units; null for everything that can be paid out. */
      readonly amount: bigint | null;
    }
  | { readonly ok: false; readonly fault: string }
);

/** As many as a person reads through and one request proposes within a minute. */
export const FILE_LINES_MAX = 200;
/** Larger is no list that somebody reads through. */
export const FILE_BYTES_MAX = 200_000;
export const FILE_TOO_LARGE = 'The file is larger than 200 kB. Send it in parts.';
/** Enough of a bad line to find it. */
const TEXT_SHOWN_MAX = 300;
/** No id, code or amount is longer; what is wrong with a line repeats its fields. */
const FIELD_LENGTH_MAX = 100;

/**
 * Reads a file of proposals: `connected account, currency, amount` a line, separated by commas, semicolons or tabs, fields
 * in quotes where they hold one. Empty lines, remarks after `#` and a line of headings are passed over.
 */
export function readPayoutFile(text: string): FileLine[] {
  const first = new Map<string, number>();
  const lines: FileLine[] = [];
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#') || isHeading(line, lines.length)) continue;
    const base = { lineNumber: index + 1, text: line.slice(0, TEXT_SHOWN_MAX) };
    const read = readLine(line);
    if (!read.ok) {
      lines.push({ ...base, ...read });
      continue;
    }
    const key = `${read.connectedAccountId} ${read.currency}`;
    const earlier = first.get(key);
    first.set(key, earlier ?? index + 1);
    lines.push(
      earlier === undefined
        ? { ...base, ...read }
        : {
            ...base,
            ok: false,
            fault: `Line ${String(earlier)} asks for the same account and currency. Join the two into one line.`,
          },
    );
  }
  return lines;
}

function isHeading(line: string, linesBefore: number): boolean {
  return linesBefore === 0 && /^"?(connected[ _]?account|account)/i.test(line);
}

function readLine(
  line: string,
):
  | { ok: true; connectedAccountId: string; currency: string; amount: bigint | null }
  | { ok: false; fault: string } {
  const fields = splitLine(line);
  if (fields === null)
    return { ok: false, fault: 'A quote is opened and not closed. Close it, or leave quotes out.' };
  const [connectedAccountId = '', currency = '', amount = '', ...more] = fields;
  if (fields.length < 2 || more.some((field) => field !== ''))
    return {
      ok: false,
      fault: `Write three fields: connected account, currency, amount. This line has ${String(fields.length)}; put an amount with commas in quotes.`,
    };
  if (fields.some((field) => field.length > FIELD_LENGTH_MAX))
    return {
      ok: false,
      fault: `A field has more than ${String(FIELD_LENGTH_MAX)} characters. Write an id, a code of three letters and an amount.`,
    };
  if (!/^acct_[A-Za-z0-9]+$/.test(connectedAccountId))
    return { ok: false, fault: `“${connectedAccountId}” is no connected account. Write its id, acct_….` };
  if (!/^[a-z]{3}$/i.test(currency))
    return { ok: false, fault: `“${currency}” is no currency. Write its code of three letters.` };
  const code = currency.toLowerCase();
  const asked = readAskedAmount(amount, code);
  return asked.ok ? { ok: true, connectedAccountId, currency: code, amount: asked.amount } : asked;
}

/** The fields of a line, or null when a quote stays open. The first separator that it has is its only one. */
function splitLine(line: string): string[] | null {
  const separator = /[,;\t]/.exec(line.replace(/"[^"]*"/g, ''))?.[0] ?? ',';
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return isQuoted ? null : [...fields, field.trim()];
}
