import { elapsedMs } from '../clock.ts';
import { jobContext } from '../context.ts';
import { listenTo } from '../db/listen.ts';
import { KILL_SWITCH_CHANNEL } from '../kill-switch/kill-switch-channel.ts';
import { PAYOUT_CONTROL_CHANNEL } from '../payouts/queue/payout-control-channel.ts';
import { log } from '../log.ts';
import { WAKE_UP_CHANNEL } from '../stripe-events/wake-workers.ts';
import { readShellStatus } from './shell-status.ts';
import type { ShellStatus } from './types.ts';

/** A burst of events becomes one reading, and what comes alone is told at once: within a second everybody has seen it. */
const READ_INTERVAL_MS_MIN = 500;
const GATHER_MS = 20;

/** Processing and heartbeats send no notification, so the status is also read this often while somebody looks. */
const READ_INTERVAL_MS_MAX = 5_000;

type Listener = (status: ShellStatus) => void;

type Hub = {
  listeners: Set<Listener>;
  closers: Set<() => void>;
  timer: NodeJS.Timeout | null;
  isSoon: boolean;
  /** When it was read last, in milliseconds of the process. */
  readAt: number;
};

// Next evaluates modules once per bundle; one hub per process needs a place that all of them see.
const shared = globalThis as { sluiceLiveStatus?: Hub };

function hub(): Hub {
  shared.sluiceLiveStatus ??= openHub();
  return shared.sluiceLiveStatus;
}

function openHub(): Hub {
  const opened: Hub = {
    listeners: new Set(),
    closers: new Set(),
    timer: null,
    isSoon: false,
    readAt: -READ_INTERVAL_MS_MIN,
  };
  // Next waits for open responses without a limit, so a deploy would hang on every open tab.
  process.once('SIGTERM', () => {
    for (const close of [...opened.closers]) close();
  });
  // Also called after a reconnect: whatever was missed is in the next reading.
  for (const channel of [WAKE_UP_CHANNEL, KILL_SWITCH_CHANNEL, PAYOUT_CONTROL_CHANNEL])
    listenTo(channel, () => {
      readSoon(opened);
    });
  return opened;
}

/**
 * Tells `listener` the status whenever it was read: at once after new events, else every few seconds. One reading
 * serves all open pages of this process.
 * @param close called when the process ends
 * @returns how to stop
 */
export function watchStatus(listener: Listener, close: () => void): () => void {
  const watched = hub();
  watched.listeners.add(listener);
  watched.closers.add(close);
  readSoon(watched);
  return () => {
    watched.listeners.delete(listener);
    watched.closers.delete(close);
  };
}

function readSoon(watched: Hub): void {
  if (watched.isSoon || watched.listeners.size === 0) return;
  watched.isSoon = true;
  schedule(watched, Math.max(GATHER_MS, watched.readAt + READ_INTERVAL_MS_MIN - elapsedMs()));
}

function isReadSoon({ isSoon }: Hub): boolean {
  return isSoon;
}

function schedule(watched: Hub, afterMs: number): void {
  if (watched.timer) clearTimeout(watched.timer);
  watched.timer = setTimeout(() => void readAndTell(watched), afterMs);
  watched.timer.unref();
}

async function readAndTell(watched: Hub): Promise<void> {
  watched.isSoon = false;
  if (watched.listeners.size === 0) return;
  watched.readAt = elapsedMs();
  try {
    const status = await readShellStatus(jobContext('live-status'));
    for (const listener of watched.listeners) listener(status);
  } catch (error) {
    // The pages keep what they show and the next reading follows; a lost database is the health check's to report.
    log.warn({ err: error }, 'live status could not be read');
  }
  if (!isReadSoon(watched)) schedule(watched, READ_INTERVAL_MS_MAX);
}
