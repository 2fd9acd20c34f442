import { describe, expect, it } from 'vitest';
import { createGroupCommit, QueueFull } from './group-commit.ts';

type Gate = { items: number[]; commit: () => void; fail: (error: Error) => void };

/** A store whose commits happen only when the test says so. */
function gatedStore() {
  const gates: Gate[] = [];
  const store = (items: number[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      gates.push({
        items,
        commit: () => {
          resolve(items.map((item) => `stored ${String(item)}`));
        },
        fail: reject,
      });
    });
  return { gates, store };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const limits = { inFlightMax: 2, batchSizeMax: 3, queueLengthMax: 100, isSharedFault: () => false };

describe('group commit', () => {
  it('sends a lone item at once and what came in meanwhile together', async () => {
    const { gates, store } = gatedStore();
    const pump = createGroupCommit({ ...limits, inFlightMax: 1, store });
    const first = pump.add(1);
    await turn();
    const others = Promise.all([2, 3, 4, 5].map((item) => pump.add(item)));
    await turn();
    expect(gates.map(({ items }) => items)).toEqual([[1]]);
    gates[0]?.commit();
    expect(await first).toBe('stored 1');
    await turn();
    expect(gates[1]?.items).toEqual([2, 3, 4]);
    gates[1]?.commit();
    await turn();
    gates[2]?.commit();
    expect(await others).toEqual(['stored 2', 'stored 3', 'stored 4', 'stored 5']);
  });

  it('answers nobody before their batch is committed', async () => {
    const { gates, store } = gatedStore();
    const pump = createGroupCommit({ ...limits, store });
    let answered = false;
    const waiting = pump.add(1).then(() => {
      answered = true;
    });
    await turn();
    await turn();
    expect(answered).toBe(false);
    gates[0]?.commit();
    await waiting;
    expect(answered).toBe(true);
  });

  it('keeps to its slots', async () => {
    const { gates, store } = gatedStore();
    const pump = createGroupCommit({ ...limits, batchSizeMax: 1, store });
    const all = Promise.all([1, 2, 3].map((item) => pump.add(item)));
    await turn();
    expect(gates).toHaveLength(2);
    for (const index of [0, 1, 2]) {
      gates[index]?.commit();
      await turn();
    }
    await all;
  });

  it('retries a failing batch one by one, so that a bad row fails alone', async () => {
    const pump = createGroupCommit({
      ...limits,
      store: (items: number[]) =>
        items.includes(2) ? Promise.reject(new Error('2 is bad')) : Promise.resolve(items.map(String)),
    });
    const settled = await Promise.allSettled([1, 2, 3].map((item) => pump.add(item)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not try a batch again row by row when the fault is everybody’s', async () => {
    let calls = 0;
    const pump = createGroupCommit({
      ...limits,
      isSharedFault: () => true,
      store: (): Promise<string[]> => {
        calls += 1;
        return Promise.reject(new Error('no database'));
      },
    });
    const settled = await Promise.allSettled([1, 2, 3].map((item) => pump.add(item)));
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls).toBe(1);
  });

  it('sheds what its queue cannot hold and says when it is empty', async () => {
    const { gates, store } = gatedStore();
    const pump = createGroupCommit({ ...limits, inFlightMax: 1, queueLengthMax: 2, store });
    const accepted = [pump.add(1), pump.add(2)];
    await expect(pump.add(3)).rejects.toThrow(QueueFull);
    await turn();
    gates[0]?.commit();
    await pump.drained();
    await expect(Promise.all(accepted)).resolves.toEqual(['stored 1', 'stored 2']);
  });
});
