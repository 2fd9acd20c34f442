import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { printIntoLog } from './console-lines.ts';

/** What is written after `print`, line by line. */
function written(print: (console: Console) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const console = new Console(new Writable({ write: () => expect.unreachable('printed past the log') }));
  const log = createLog({ write: (line: string) => void lines.push(line) });
  log.level = 'info'; // the tests' environment is silent
  printIntoLog(log, console);
  print(console);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('what is printed is one JSON line each, without colours and secrets, and what is empty is none', () => {
  const failed = new Error('Bearer abcdefghijkl failed\nfor anna@sluice.example');
  const lines = written((console) => {
    console.log('\u001b[1m▲ Next.js\u001b[22m');
    console.log('');
    console.error('⨯', failed);
    console.warn('%s of %d', 'one', 2);
  });
  expect(lines.map((line) => [line['log.level'], line['sluice.is_printed']])).toEqual([
    ['info', true],
    ['warn', true],
    ['warn', true],
  ]);
  expect(lines[0]?.['message']).toBe('▲ Next.js');
  expect(lines[1]?.['message']).toMatch(/^⨯ Error: Bearer \[redacted\] failed\nfor \[redacted\]\n {4}at /);
  expect(lines[2]?.['message']).toBe('one of 2');
});
