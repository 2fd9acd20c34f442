import { describe, expect, it } from 'vitest';
import { failedInPlaywright, failedInVitest } from './failed-tests.ts';

describe('what failed, told at the end of a run', () => {
  it('names each failed test of Vitest with what it said, and a file that never began', () => {
    const test = (status: string, fullName: string, failureMessages: string[]) => ({
      status,
      fullName,
      failureMessages,
    });
    const report = {
      testResults: [
        {
          name: 'lib/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            test('passed', 'holds', []),
            test('failed', 'pays once', ['\u001B[31mexpected 2 to be 1\u001B[39m\n    at a.test.ts:3']),
          ],
        },
        { name: 'lib/b.test.ts', status: 'failed', message: 'no database', assertionResults: [] },
        {
          name: 'lib/c.test.ts',
          status: 'passed',
          message: '',
          assertionResults: [test('passed', 'is', [])],
        },
      ],
    };
    expect(failedInVitest(report)).toEqual([
      'lib/a.test.ts › pays once\n  expected 2 to be 1\n      at a.test.ts:3',
      'lib/b.test.ts\n  no database',
    ]);
  });

  it('names each failed flow, however deep its suite, and what failed outside of them', () => {
    const spec = (title: string, messages: string[]) => ({
      file: 'queue.spec.ts',
      title,
      ok: messages.length === 0,
      tests: [{ results: [{ errors: messages.map((message) => ({ message })) }] }],
    });
    const report = {
      errors: [{ message: 'a worker died' }],
      suites: [{ specs: [spec('opens', [])], suites: [{ specs: [spec('decides', ['Timeout', 'second'])] }] }],
    };
    expect(failedInPlaywright(report)).toEqual([
      'outside of every flow\n  a worker died',
      'queue.spec.ts › decides\n  Timeout',
    ]);
  });
});
