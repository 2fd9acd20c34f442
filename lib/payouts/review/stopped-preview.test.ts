import { afterAll, beforeAll, expect, it } from 'vitest';
import { engageProven, releaseProven } from '../../kill-switch/test-press.fixture.ts';
import { drillKillSwitch } from '../../kill-switch/drill-kill-switch.ts';
import { askKillSwitchRelease } from '../../kill-switch/ask-kill-switch-release.ts';
import { readDecisionPreview } from './queries.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';
import { stopInWords } from './stop-in-words.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

it('a press that keeps the payout stands in the preview by what it covers, since when and by whom, with its page', async () => {
  const { payoutRequestId } = await world.ask();
  const wayOf = async () => {
    const { groups, obstacles } = await readDecisionPreview(world.as('ines'), payoutRequestId);
    const lines = groups.find(({ title }) => title === 'What stands in the way')?.lines ?? [];
    return { line: lines.find(({ name }) => name === 'Kill switch'), obstacles };
  };
  expect(await wayOf()).toEqual({ line: undefined, obstacles: [] });
  const { killSwitchId } = await engageProven(world.sql, world.as('ines'), {
    scope: 'everything',
    reason: 'Strange payouts',
  });
  const { line, obstacles } = await wayOf();
  expect(line).toEqual({
    name: 'Kill switch',
    value: expect.stringMatching(
      /^whole platform, engaged \d{4}-\d\d-\d\d \d\d:\d\d UTC by \w+( \w+)?; it stays until two people release that\.$/,
    ) as string,
    href: `/kill-switch/${killSwitchId}`,
  });
  expect(obstacles).toEqual([`Kill switch: ${line?.value ?? ''}`]);
  expect(JSON.stringify(obstacles)).not.toContain('ksw_');
  await askKillSwitchRelease(world.as('ines'), { killSwitchId, reason: 'Over' });
  await releaseProven(world.sql, world.as('marek'), { killSwitchId, askedBy: 'opr_ines' });
  expect(await wayOf()).toEqual({ line: undefined, obstacles: [] });
});

it('each press that keeps it is named, oldest first: each has to be released; no other is, nor a drill', async () => {
  const { payoutRequestId, connectedAccountId } = await world.ask();
  const press = (scope: 'currency' | 'connected_account', scopeValue: string) =>
    engageProven(world.sql, world.as('ines'), { scope, scopeValue, reason: 'Strange payouts' });
  const presses = [await press('currency', 'usd'), await press('connected_account', connectedAccountId)];
  await press('currency', 'eur');
  await drillKillSwitch(world.as('ines'), {});
  const { groups } = await readDecisionPreview(world.as('marek'), payoutRequestId);
  const lines = groups.find(({ title }) => title === 'What stands in the way')?.lines ?? [];
  expect(lines.map(({ href }) => href)).toEqual(
    presses.map(({ killSwitchId }) => `/kill-switch/${killSwitchId}`),
  );
  expect(lines.map(({ value }) => value.split(',')[0])).toEqual(['payouts in USD', 'this account']);
});

it.each([
  ['connected_account', 'acct_1', 'this account'],
  ['currency', 'eur', 'payouts in EUR'],
  ['country', 'DE', 'accounts in DE'],
  ['method', 'instant', 'instant payouts'],
  ['risk_band', 'high', 'accounts of high risk or more'],
  ['risk_band', 'severe', 'accounts of severe risk'],
])('of %s %s: %s', (scope, scopeValue, words) => {
  const stop = { killSwitchId: 'ksw_1', scope, scopeValue, at: '2026-11-22 14:02', by: 'Mira Novak' };
  expect(stopInWords(stop)).toBe(
    `${words}, engaged 2026-11-22 14:02 UTC by Mira Novak; it stays until two people release that.`,
  );
});
