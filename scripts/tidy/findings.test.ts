import { expect, it } from 'vitest';
import {
  findBannedNames,
  findBannedText,
  findBrokenPaths,
  findLongFiles,
  findUntestedHandlers,
} from './findings.ts';

const nothingExists = (): Promise<boolean> => Promise.resolve(false);

it('a document may not name a path that is gone', async () => {
  const text = 'See `lib/gone.ts`, app/(dashboard)/payouts/[payoutId]/page.tsx and (docs/old.md).';
  const findings = await findBrokenPaths([{ path: 'README.md', text }], nothingExists);
  expect(findings.map((finding) => finding.split(' ')[2])).toEqual([
    'lib/gone.ts,',
    'app/(dashboard)/payouts/[payoutId]/page.tsx,',
    'docs/old.md),',
  ]);
});

it('placeholders and addresses are not paths', async () => {
  const text = 'lib/<domain>/ and docs/decisions/NNNN-x.md and https://host.test/app/page and lib/*/types.ts';
  expect(await findBrokenPaths([{ path: 'README.md', text }], nothingExists)).toEqual([]);
});

it.each(['lib/utils.ts', 'lib/payouts/payout-service.ts', 'lib/helpers/a.ts', 'lib/payouts/index.ts'])(
  '%s is a name that says nothing',
  (path) => {
    expect(findBannedNames([path])).toHaveLength(1);
  },
);

it('good names pass', () => {
  expect(findBannedNames(['drizzle/schema/index.ts', 'lib/jobs/handlers/send-payout.ts'])).toEqual([]);
});

it('unfinished work and switched-off checks are found', () => {
  const text = ['// TO' + 'DO later', 'const a = 1;', '// eslint-' + 'disable-next-line'].join('\n');
  expect(findBannedText([{ path: 'lib/a.ts', text }])).toHaveLength(2);
});

it('a file of 351 lines is too long, one of 350 is not', () => {
  const file = (lines: number): { path: string; text: string } => ({
    path: 'lib/a.ts',
    text: 'x\n'.repeat(lines - 1),
  });
  expect(findLongFiles([file(350)])).toEqual([]);
  expect(findLongFiles([file(351)])).toHaveLength(1);
});

it('a webhook handler needs a test that sends one of its events', () => {
  const handler = { path: 'lib/stripe-events/handlers/application-fee.ts', text: '' };
  const test = (text: string): { path: string; text: string } => ({
    path: 'lib/stripe-events/handlers.test.ts',
    text,
  });
  expect(findUntestedHandlers([handler, test("send('payout.failed')")])).toHaveLength(1);
  expect(findUntestedHandlers([handler, test("send('application_fee.created')")])).toEqual([]);
});
