import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { RegionRules } from './region-rules.tsx';

const rule = (region: string, madeBy: string) => ({
  ...{ region, madeBy, countries: ['DE'], serviceAgreement: 'full', chargePatterns: 'direct charges' },
  ...{ notes: [], source: 'Stripe, “Terms”', readOn: '2026-11-20' },
});
const ways = {
  controller: { means: 'v1', because: 'It can be paused.', source: 'Stripe, “Pause”', readOn: '2026-11-21' },
  v2: { means: 'v2', because: 'It is newer.', source: 'Stripe, “Accounts v2”', readOn: '2026-11-22' },
};
const textOf = (...rules: ReturnType<typeof rule>[]) =>
  renderToStaticMarkup(<RegionRules rules={rules} ways={ways} />).replace(/<[^>]+>/g, ' ');

it('how an account is made stands beside the rules with why, its source and its day, once for all of one way', () => {
  const same = textOf(rule('EEA', 'controller'), rule('Canada', 'controller'));
  expect(same.match(/It can be paused\./g)).toHaveLength(1);
  expect(same).toMatch(/In every region/);
  expect(same).toMatch(/“Pause”, read on .*21 Nov/);
  const two = textOf(rule('EEA', 'controller'), rule('Canada', 'v2'));
  expect(two).toMatch(/It can be paused\..*It is newer\./);
  expect(two).not.toContain('In every region');
});
