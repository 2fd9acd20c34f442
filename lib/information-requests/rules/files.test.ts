import { expect, it } from 'vitest';
import { fileKind } from './file-kind.ts';
import { fileName } from './file-name.ts';

const PDF = '%PDF-1.4\n…\n%%EOF';

it.each<[string, Uint8Array, string | null]>([
  ['a PDF', Buffer.from(PDF), 'application/pdf'],
  ['a PDF with a few bytes behind it', Buffer.from(`${PDF}\r\n\0\0`), 'application/pdf'],
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9]), 'image/jpeg'],
  ['a page that says that it is a PDF further on', Buffer.from(`<html>${PDF}`), null],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'), null],
  ['an archive', Buffer.from('PK\u0003\u0004'), null],
  ['the first bytes of a JPEG alone', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), null],
  ['nothing', new Uint8Array(), null],
])('%s is known by its bytes', (_what, bytes, kind) => {
  expect(fileKind(bytes)).toBe(kind);
});

it.each([
  ['../../etc/passwd', 'passwd.pdf'],
  ['C:\\scans\\invoice.PDF', 'invoice.pdf'],
  ['invoice.pdf.exe', 'invoice.pdf'],
  ['a"b\r\nset-cookie: x.pdf', 'abset-cookie x.pdf'],
  ['\u202efdp.exe', 'fdp.pdf'],
  ['.htaccess', 'file.pdf'],
  ['', 'file.pdf'],
  ['Rechnung März.pdf', 'Rechnung März.pdf'],
])('the name “%s” is kept as “%s”', (given, kept) => {
  expect(fileName(given, 'application/pdf')).toBe(kept);
});

it('a long name is cut and keeps its ending', () => {
  expect(fileName(`${'x'.repeat(300)}.pdf`, 'application/pdf')).toMatch(/^x{100}\.pdf$/);
  expect(fileName(`${'x'.repeat(99)}🧾🧾.pdf`, 'application/pdf')).toBe(`${'x'.repeat(99)}🧾.pdf`);
});
