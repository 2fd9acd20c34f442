import { balanceViolations } from '../check-balances.ts';
import { startOfUtcDay } from '../clock.ts';
import type { Core } from '../core.ts';
import { Heap } from '../heap.ts';
import type { SimulatorBase } from '../simulator.ts';
import { startTimer } from '../timers.ts';
import { planAftermath } from './aftermath.ts';
import { streamState } from './dice.ts';
import { planOpening } from './opening.ts';
import { planOrders, playOrder } from './orders.ts';
import { planPayoutRuns } from './payout-runs.ts';
import { planBankChange } from './plot/bank-change.ts';
import { planCardTesting } from './plot/card-testing.ts';
import { planFailedPayoutWave } from './plot/failed-payout-wave.ts';
import { planHiddenSchedule } from './plot/hidden-schedule.ts';
import { planNegativeBalances } from './plot/negative-balance.ts';
import { planRefundSurge } from './plot/refund-surge.ts';
import { planRiskReserve } from './plot/risk-reserve.ts';
import { planSelfPayer } from './plot/self-payer.ts';
import type { Gap } from './plot/webhook-gap.ts';
import { planWebhookGap, webhookGap } from './plot/webhook-gap.ts';
import type { Scene, Stage } from './stage.ts';
import { DAY, DAYS_TOLD, HOUR, UNTOLD } from './stage.ts';

export type WorldOptions = {
  seed: number;
  /** Epoch milliseconds at which the story ends: the demo's "now". */
  anchor: number;
  /** The clock once the story is told; it follows real time when absent. */
  afterwards?: 'real' | 'frozen';
};

export type World = {
  /** Unix seconds. */
  anchor: number;
  gap: Gap;
  /** Connected account ids by the key of the cast. */
  accountIds: ReadonlyMap<string, string>;
};

/**
 * Tells ninety days of forty sellers in a fresh simulator. What the story itself makes (accounts, charges, refunds,
 * transfers, disputes, …) has the same ids for a seed whatever the anchor; automatic payouts follow the calendar of the
 * anchor's week. Events in the webhook gap are never delivered.
 * @throws Error when the balances do not agree with the balance transactions
 */
export function buildWorld(simulator: SimulatorBase, options: WorldOptions): World {
  const { core } = simulator;
  const anchor = Math.floor(options.anchor / 1000);
  const anchorDay = startOfUtcDay(anchor);
  const stage: Stage = { core, seed: options.seed, anchor, anchorDay, accountIds: new Map() };
  const gap = webhookGap(anchorDay);
  startClock(core, anchorDay - (DAYS_TOLD + 2) * DAY);
  simulator.deliverer.outages.push({ from: gap.from, until: gap.to });
  for (const scene of planScenes(stage)) {
    core.random.state = streamState(options.seed, `before ${scene.name}`);
    simulator.setClock(scene.at * 1000);
    core.random.state = streamState(options.seed, scene.name);
    simulator.run(scene.play);
  }
  core.random.state = streamState(options.seed, 'afterwards');
  simulator.setClock(options.anchor);
  const [violation] = balanceViolations(simulator);
  if (violation !== undefined) throw new Error(`The story's money does not add up: ${violation}`);
  core.store.marks.set(UNTOLD, anchor);
  if (options.afterwards !== 'frozen') core.clock.followRealTime(options.anchor - Date.now());
  return { anchor, gap, accountIds: stage.accountIds };
}

/** Goes back to before the story; whatever the simulator had planned for its own beginning is planned again. */
function startClock(core: Core, startsAt: number): void {
  core.clock.freeze(startsAt * 1000);
  core.store.timers = new Heap();
  const platform = core.store.accounts.find(core.store.platformId)?.row;
  if (platform !== undefined) {
    platform.created = startsAt;
    platform.account.created = startsAt;
    platform.account.tos_acceptance = { ...platform.account.tos_acceptance, date: startsAt };
    for (const capability of Object.values(platform.capabilities)) capability.requested_at = startsAt;
  }
  startTimer(core, {
    at: startsAt + DAY + 4 * HOUR,
    kind: 'automatic_payouts',
    owner: core.store.platformId,
    id: 'daily',
  });
}

function planScenes(stage: Stage): Scene[] {
  const orders = planOrders(stage);
  const scenes = [
    planOpening(stage),
    orders.flatMap((order) => [...playOrder(stage, order), ...planAftermath(stage, order)]),
    planPayoutRuns(stage),
    planBankChange(stage),
    planCardTesting(stage),
    planFailedPayoutWave(stage),
    planHiddenSchedule(stage),
    planNegativeBalances(stage),
    planRefundSurge(stage),
    planRiskReserve(stage),
    planSelfPayer(stage),
    planWebhookGap(stage),
  ].flat();
  const names = new Set(scenes.map(({ name }) => name));
  if (names.size !== scenes.length)
    throw new Error('Two scenes have the same name: their ids would collide.');
  return scenes
    .filter(({ at }) => at <= stage.anchor)
    .sort((left, right) => left.at - right.at || (left.name < right.name ? -1 : 1));
}
