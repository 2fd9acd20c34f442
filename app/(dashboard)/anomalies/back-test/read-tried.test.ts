import { expect, test } from 'vitest';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import type { RiskModel } from '#lib/risk/types.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { readTried } from './read-tried.ts';

const versions = [{ versionId: 'rrv_2', version: 2, text: 'flag when x' }] as unknown as TextVersion[];
const models = [{ riskModelId: 'rmd_1', version: 1 }] as unknown as RiskModel[];
const read = (of: string | undefined, rules?: string) => readTried({ of, rules }, versions, models);

test('what an address asks to be tried is tried, or it says why not', () => {
  expect(read(undefined)).toBeNull();
  expect(read('rrv_2')).toMatchObject({ kind: 'rules', text: 'flag when x' });
  expect(read('starter')).toMatchObject({ kind: 'rules', text: RISK_RULES });
  expect(read('rmd_1')).toMatchObject({ kind: 'model', model: { riskModelId: 'rmd_1' } });
  expect(read('written', 'hold when y')).toMatchObject({ kind: 'rules', text: 'hold when y' });
  expect(read('written', ' ')).toMatchObject({ kind: 'unknown' });
  expect(read('written', 'x'.repeat(6_001))).toMatchObject({ kind: 'unknown' });
  expect(read('rmd_gone')).toMatchObject({ kind: 'unknown' });
});
