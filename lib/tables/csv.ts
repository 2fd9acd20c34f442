/**
 * A spreadsheet runs what begins like this, also behind blanks and behind what it does not draw (zero-width spaces, soft hyphens,
 * marks of direction); OWASP's list, with the full-width forms of Excel.
 */
const FORMULA_START = /^(?:[\s\0\p{Cf}]*[=+\-@|%＝＋－＠]|[\t\r\n\0])/u;

/** Whole numbers and decimals with a sign are no formula: a quote before them would make them text. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * One line of RFC 4180, with a CRLF. A text that a spreadsheet could take for a formula gets an apostrophe in front,
 * which spreadsheets show as text; every field with a quote, a line break or such an apostrophe is quoted, and with a comma, a
 * semicolon, a tab or a bar: each separates fields in some country's or program's reading, and what follows would begin one.
 */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(value: string): string {
  const isDefused = FORMULA_START.test(value) && !NUMBER.test(value);
  const text = isDefused ? `'${value}` : value;
  return isDefused || /["\r\n,;|\t\0]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
