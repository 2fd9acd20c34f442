import { stripVTControlCharacters } from 'node:util';

/** What a runner's JSON report says of the tests that failed, for who sees only the end of a run's output. */

const LINES_MAX = 12;

type VitestReport = {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
};

/** @returns of each failed test its file, name and what it said; of a file that failed as a whole, what the file said */
export function failedInVitest(report: unknown): string[] {
  return (report as VitestReport).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [told(name, message)] : [];
    return failed.map((test) => told(`${name} › ${test.fullName}`, test.failureMessages?.[0] ?? ''));
  });
}

type Suite = { suites?: Suite[]; specs?: Spec[] };
type Spec = {
  file: string;
  title: string;
  ok: boolean;
  tests: { results: { errors?: { message?: string }[] }[] }[];
};

/** @returns of each failed flow its file, title and first error; errors outside of every flow as well */
export function failedInPlaywright(report: unknown): string[] {
  const { suites, errors } = report as { suites: Suite[]; errors: { message?: string }[] };
  const failed = suites.flatMap(specsOf).filter(({ ok }) => !ok);
  return [
    ...errors.map(({ message }) => told('outside of every flow', message ?? '')),
    ...failed.map(({ file, title, tests }) =>
      told(
        `${file} › ${title}`,
        tests.flatMap(({ results }) => results.flatMap(({ errors = [] }) => errors))[0]?.message ?? '',
      ),
    ),
  ];
}

function specsOf({ suites = [], specs = [] }: Suite): Spec[] {
  return [...specs, ...suites.flatMap(specsOf)];
}

function told(test: string, message: string): string {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, LINES_MAX);
  return [test, ...lines.map((line) => `  ${line}`)].join('\n');
}
