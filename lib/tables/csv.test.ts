import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

/** RFC 4180, read back. */
function parse(line: string): string[] {
  const fields: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') break;
  }
  expect(pattern.lastIndex).toBe(line.length);
  return fields;
}

test('any text comes back as it was, or behind one apostrophe when a spreadsheet would run it', () => {
  const dangerous = fc.tuple(
    fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'),
    fc.string(),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    dangerous.map((parts) => parts.join('')),
    fc.constantFrom('a,b', 'a"b', 'a\r\nb', "'=1", ''),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (fields) => {
      const read = parse(csvLine(fields));
      expect(read).toHaveLength(fields.length);
      read.forEach((field, position) => {
        const original = fields[position] ?? '';
        expect([original, `'${original}`]).toContain(field);
        if (!/^-?\d+(\.\d+)?$/.test(field)) expect(field).not.toMatch(/^[=+\-@\t\r\n\0＝＋－＠]/);
      });
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"\r\n`],
  ['@SUM(1)', `"'@SUM(1)"\r\n`],
  ['-1+cmd|x', `"'-1+cmd|x"\r\n`],
  [' \r\n=cmd', `"' \r\n=cmd"\r\n`],
  ['|calc', `"'|calc"\r\n`],
  ['%0A', `"'%0A"\r\n`],
  ['say "hi", twice', `"say ""hi"", twice"\r\n`],
  // Excel of Hungary, Germany and France begins a field at each semicolon that is not quoted.
  ['Tidewater;=1+1;x', '"Tidewater;=1+1;x"\r\n'],
  ['Tidewater|=1+1', '"Tidewater|=1+1"\r\n'],
  ['\u200B=1+1', '"\'\u200B=1+1"\r\n'],
  ['\u00AD\u202E=1+1', '"\'\u00AD\u202E=1+1"\r\n'],
  ['-4812300.00', '-4812300.00\r\n'],
  ['Kovács és Társa', 'Kovács és Társa\r\n'],
])('%s', (field, line) => {
  expect(csvLine([field])).toBe(line);
});
