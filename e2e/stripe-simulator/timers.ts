import type { Core } from './core.ts';
import type { Timer, TimerKind } from './entities.ts';

export type TimerHandlers = Record<TimerKind, (core: Core, timer: Timer) => void>;

export function startTimer(core: Core, timer: Omit<Timer, 'sequence'>): void {
  core.store.sequence += 1;
  core.store.timers.push({ ...timer, sequence: core.store.sequence });
}

/**
 * Runs everything that is due up to `untilMs`, in order of time and with the clock at each timer's own time.
 * @param endOfInstant called after the last timer of each second
 */
export function runTimers(
  core: Core,
  handlers: TimerHandlers,
  untilMs: number,
  endOfInstant: () => void,
): void {
  const { timers } = core.store;
  for (;;) {
    const at = timers.peek()?.at;
    if (at === undefined || at * 1000 > untilMs) return;
    core.clock.during(at * 1000, () => {
      for (let timer = timers.peek(); timer?.at === at; timer = timers.peek()) {
        timers.pop();
        handlers[timer.kind](core, timer);
      }
      endOfInstant();
    });
  }
}
