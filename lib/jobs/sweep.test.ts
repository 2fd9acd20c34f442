import { describe, expect, it } from 'vitest';
import { startSweep } from './sweep.ts';

/** Resolves when `count` has reached `target`; awaited instead of slept for. */
function counter() {
  let count = 0;
  let waiting: { target: number; resolve: () => void }[] = [];
  return {
    add: () => {
      count += 1;
      waiting = waiting.filter(({ target, resolve }) => {
        if (count >= target) resolve();
        return count < target;
      });
      return count;
    },
    reached: (target: number) =>
      new Promise<void>((resolve) => {
        if (count >= target) resolve();
        else waiting.push({ target, resolve });
      }),
    value: () => count,
  };
}

const NEVER_MS = 3_600_000;

describe('a sweep', () => {
  it('runs again at once while there is more, then rests until it is woken', async () => {
    const runs = counter();
    const sweep = startSweep({
      name: 'test',
      intervalMs: NEVER_MS,
      run: () => Promise.resolve(runs.add() < 3),
    });
    await runs.reached(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs.value()).toBe(3);
    sweep.wake();
    await runs.reached(4);
    await sweep.stop();
    expect(runs.value()).toBe(4);
  });

  it('runs once more for a wake-up that came while it was running', async () => {
    const runs = counter();
    const gate = Promise.withResolvers<boolean>();
    const sweep = startSweep({
      name: 'test',
      intervalMs: NEVER_MS,
      run: () => (runs.add() === 1 ? gate.promise : Promise.resolve(false)),
    });
    await runs.reached(1);
    sweep.wake();
    gate.resolve(false);
    await runs.reached(2);
    await sweep.stop();
  });

  it('goes on after a failure and tells it', async () => {
    const runs = counter();
    const told: unknown[] = [];
    const sweep = startSweep({
      name: 'test',
      intervalMs: NEVER_MS,
      run: () => (runs.add() === 1 ? Promise.reject(new Error('no database')) : Promise.resolve(false)),
      onOutcome: (error) => told.push(error),
    });
    await runs.reached(2);
    await sweep.stop();
    expect(told).toMatchObject([{ message: 'no database' }, null]);
  });

  it('stops only after the run in hand', async () => {
    const gate = Promise.withResolvers<boolean>();
    const sweep = startSweep({ name: 'test', intervalMs: NEVER_MS, run: () => gate.promise });
    let isStopped = false;
    const stopped = sweep.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    gate.resolve(true);
    await stopped;
  });
});
