type Waiting<Item, Outcome> = {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
};

/** Raised to the caller when more items wait than the queue may hold: shed load instead of running out of memory. */
export class QueueFull extends Error {
  constructor(queueLengthMax: number) {
    super(`More than ${String(queueLengthMax)} items wait to be stored`);
    this.name = 'QueueFull';
  }
}

export type GroupCommit<Item, Outcome> = {
  /** Resolves only after the item's batch was committed. @throws QueueFull, or the error of this item alone */
  add: (item: Item) => Promise<Outcome>;
  /** Resolves when nothing waits and nothing is in flight. */
  drained: () => Promise<void>;
};

/**
 * Collects items that arrive while earlier batches are being committed and commits them together. There is no timer: a
 * lone item leaves at once, and under load a batch is whatever came in since a slot was last free.
 * @param options.store commits one batch, all or nothing, and returns one outcome per item in the same order
 * @param options.isSharedFault an error that every item would meet (no database): it is not retried one by one
 */
export function createGroupCommit<Item, Outcome>(options: {
  store: (items: Item[]) => Promise<Outcome[]>;
  isSharedFault: (error: unknown) => boolean;
  inFlightMax: number;
  batchSizeMax: number;
  queueLengthMax: number;
}): GroupCommit<Item, Outcome> {
  const { store, isSharedFault, inFlightMax, batchSizeMax, queueLengthMax } = options;
  let queue: Waiting<Item, Outcome>[] = [];
  let inFlight = 0;
  let isFlushStaged = false;
  let whenDrained: (() => void)[] = [];

  const settleOneByOne = async (batch: Waiting<Item, Outcome>[]): Promise<void> => {
    for (const waiting of batch) {
      await store([waiting.item]).then(
        ([outcome]) => {
          waiting.resolve(outcome as Outcome); // one item, one outcome: the contract of `store`
        },
        (error: unknown) => {
          waiting.reject(error);
        },
      );
    }
  };

  const commit = async (batch: Waiting<Item, Outcome>[]): Promise<void> => {
    let outcomes: Outcome[];
    try {
      outcomes = await store(batch.map(({ item }) => item));
    } catch (error) {
      if (batch.length > 1 && !isSharedFault(error)) return settleOneByOne(batch);
      for (const { reject } of batch) reject(error);
      return;
    }
    batch.forEach(({ resolve }, index) => {
      resolve(outcomes[index] as Outcome); // `store` returns one outcome per item
    });
  };

  const flush = (): void => {
    isFlushStaged = false;
    while (queue.length > 0 && inFlight < inFlightMax) {
      const batch = queue.slice(0, batchSizeMax);
      queue = queue.slice(batchSizeMax);
      inFlight += 1;
      void commit(batch).finally(() => {
        inFlight -= 1;
        flush();
      });
    }
    if (queue.length === 0 && inFlight === 0) {
      const waiting = whenDrained;
      whenDrained = [];
      for (const resolve of waiting) resolve();
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (queue.length >= queueLengthMax) {
          reject(new QueueFull(queueLengthMax));
          return;
        }
        queue.push({ item, resolve, reject });
        if (isFlushStaged) return;
        isFlushStaged = true;
        // After the sockets that are readable now, so that requests of one event-loop turn share a batch.
        setImmediate(flush);
      }),
    drained: () =>
      new Promise((resolve) => {
        if (queue.length === 0 && inFlight === 0) resolve();
        else whenDrained.push(resolve);
      }),
  };
}
