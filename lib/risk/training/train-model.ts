import { Worker } from 'node:worker_threads';
import type { TrainingNews, TrainingOrder } from './training-order.ts';

/**
 * Fits a model in a thread of its own, so that whatever else this process does goes on meanwhile.
 * @param signal ends the thread wherever it is; what it had is lost
 * @param onProgress the share that is done, from 0 to 1
 * @returns the text of the model, as it is stored
 * @throws the signal's reason when it was stopped, and what the fit threw
 */
export async function trainModel(
  order: TrainingOrder,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (share: number) => void } = {},
): Promise<string> {
  signal?.throwIfAborted();
  const thread = new Worker(new URL('./training-thread.ts', import.meta.url), { workerData: order });
  const stop = (): void => {
    void thread.terminate();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      thread.on('message', (news: TrainingNews) => {
        if ('text' in news) resolve(news.text);
        else onProgress?.(news.progress);
      });
      thread.once('error', reject);
      thread.once('exit', (code) => {
        // After a model this changes nothing: a promise settles once.
        reject(
          signal?.aborted === true ? (signal.reason as Error) : new Error(`The training ended with ${code}.`),
        );
      });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
