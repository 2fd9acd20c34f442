import type { World } from './world.ts';

/**
 * What makes two worlds the same. Workers differ in nothing but their number, and of a claim it matters only whether it
 * still holds: numbers of claims never come back.
 */
export function keyOf(world: World): string {
  const { isDemoted, killSwitch, switchReleasers, budget } = world;
  const parts: unknown[] = [isDemoted, killSwitch, ...switchReleasers, ...Object.values(budget)];
  for (const {
    state,
    reopenedBy,
    counted,
    decided,
    isUndoOver,
    hold,
    holdReleasers,
    attempts,
    forgotten,
  } of world.requests) {
    parts.push(
      '|',
      state,
      reopenedBy,
      isUndoOver,
      hold,
      inOrder(counted),
      inOrder(decided),
      inOrder(holdReleasers),
    );
    parts.push(forgotten === null ? '-' : forgotten.livePayouts);
    for (const { fence: _, ...attempt } of attempts) parts.push(...Object.values(attempt));
  }
  const workers = world.workers.map((worker) => {
    if (worker.step === 'idle') return worker.step;
    const { step, request, attempt, fence, isTimeUp } = worker;
    const isMine = world.requests[request]?.attempts[attempt]?.fence === fence;
    return [step, request, attempt, isMine, isTimeUp, step === 'answered' && worker.answer].join();
  });
  return parts.concat('|', workers.sort()).join();
}

const inOrder = (words: readonly string[]): string => [...words].sort().join('');
