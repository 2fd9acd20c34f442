import { RuleTester, type Rule } from 'eslint';
import typescript from 'typescript-eslint';
import { describe, it } from 'vitest';
import { actionIsDefined } from './action-is-defined.ts';
import { noAmbientTime } from './no-ambient-time.ts';
import { noCacheDirective } from './no-cache-directive.ts';
import { noRawMoney } from './no-raw-money.ts';
import { verbIsDefined } from './verb-is-defined.ts';

RuleTester.describe = describe;
RuleTester.it = it;

type Fixtures = { passes: string[]; fails: string[]; filename?: string };

function testRule(
  name: string,
  rule: Rule.RuleModule,
  { passes, fails, filename = 'file.ts' }: Fixtures,
): void {
  const tester = new RuleTester({ languageOptions: { parser: typescript.parser } });
  tester.run(name, rule, {
    valid: passes.map((code) => ({ code, filename })),
    invalid: fails.map((code) => ({ code, filename, errors: 1 })),
  });
}

testRule('action-is-defined', actionIsDefined, {
  passes: [
    "'use server'; export const holdAction = defineAction(hold);",
    "'use server'; export type Held = { id: string };",
    'export async function anything() {}',
  ],
  fails: [
    "'use server'; export async function holdAction() {}",
    "'use server'; export const holdAction = async () => {};",
    "'use server'; export const holdAction = wrap(defineAction(hold));",
    "'use server'; export { holdAction } from './elsewhere.ts';",
    "'use server'; export default defineAction(hold);",
    "export function Page() { async function hold() { 'use server'; } }",
  ],
});

testRule('verb-is-defined', verbIsDefined, {
  filename: 'lib/payouts/hold-payout-request.ts',
  passes: [
    'export const holdPayoutRequest = defineVerb({});',
    'export type Input = {}; export const holdPayoutRequest = defineVerb({});',
    'export const anything = 1; export function more() {}',
  ],
  fails: [
    'export const hold = defineVerb({});',
    'const holdPayoutRequest = defineVerb({});',
    'export const holdPayoutRequest = defineVerb({}); export const holdAll = defineVerb({});',
    'export const holdPayoutRequest = defineVerb({}); export function part() {}',
    'const inner = defineVerb({}); export const holdPayoutRequest = wrap(inner);',
  ],
});

testRule('no-raw-money', noRawMoney, {
  passes: ['add(a, b);', 'a.amount > 0n;', 'a.amount === b.amount;', 'Number(count);', 'a.count + b.count;'],
  fails: [
    'a.amount + b.amount;',
    'total -= a.amount;',
    'a.amount * 2n;',
    '-1n * a.amount;',
    'Number(a.amount);',
    '+a.amount;',
    'parseFloat(text);',
    'Number.parseFloat(text);',
  ],
});

testRule('no-ambient-time', noAmbientTime, {
  passes: ['now();', 'new Date(instant);', 'performance.now();', 'crypto.randomUUID();'],
  fails: ['new Date();', 'Date.now();', 'Math.random();'],
});

testRule('no-cache-directive', noCacheDirective, {
  passes: ["'use client';", "log('use cache');"],
  fails: ["'use cache';", "'use cache: private';", "async function page() { 'use cache'; }"],
});
