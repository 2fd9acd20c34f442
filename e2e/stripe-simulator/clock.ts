/** `real` follows the machine's clock plus an offset; `frozen` stands still until it is set or advanced. */
export type ClockState = { mode: 'real'; offsetMs: number } | { mode: 'frozen'; atMs: number };

export class Clock {
  #state: ClockState;
  #pinnedMs: number | null = null;

  constructor(state: ClockState) {
    this.#state = state;
  }

  get state(): ClockState {
    return this.#state;
  }

  nowMs(): number {
    if (this.#pinnedMs !== null) return this.#pinnedMs;
    return this.#state.mode === 'frozen' ? this.#state.atMs : Date.now() + this.#state.offsetMs;
  }

  nowSeconds(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  set(ms: number): void {
    this.#state =
      this.#state.mode === 'frozen'
        ? { mode: 'frozen', atMs: ms }
        : { mode: 'real', offsetMs: ms - Date.now() };
  }

  freeze(ms: number = this.nowMs()): void {
    this.#state = { mode: 'frozen', atMs: ms };
  }

  followRealTime(offsetMs = 0): void {
    this.#state = { mode: 'real', offsetMs };
  }

  /** Runs `work` as if it were `ms`, so that what a past timer causes carries that timer's time. */
  during<T>(ms: number, work: () => T): T {
    const before = this.#pinnedMs;
    this.#pinnedMs = ms;
    try {
      return work();
    } finally {
      this.#pinnedMs = before;
    }
  }
}

const DAY_SECONDS = 86_400;

export function startOfUtcDay(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;
}

/** Midnight UTC of the n-th banking day after `seconds` (Saturday and Sunday do not count). */
export function addBankingDays(seconds: number, days: number): number {
  let day = startOfUtcDay(seconds);
  for (let left = days; left > 0;) {
    day += DAY_SECONDS;
    const weekday = new Date(day * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return day;
}
