import { Clock } from './clock.ts';
import type { ClockState } from './clock.ts';
import type { Core } from './core.ts';
import { Deliverer } from './deliver.ts';
import type { DeliveryMode } from './deliver.ts';
import { startOfUtcDay } from './clock.ts';
import { emit } from './events.ts';
import { Faults } from './faults.ts';
import { formatBalance } from './format/balance.ts';
import { Idempotency } from './idempotency.ts';
import { settleConnectReserves } from './ledger.ts';
import { Random } from './random.ts';
import type { RandomState } from './random.ts';
import { RateLimiter } from './rate-limit.ts';
import { RequestLog } from './request-log.ts';
import * as actions from './actions.ts';
import { Store } from './store.ts';
import { announceBalances, timerHandlers } from './timer-handlers.ts';
import { runTimers, startTimer } from './timers.ts';

// The version the installed SDK pins; a test compares it with `Stripe.API_VERSION`.
export const API_VERSION = '2026-10-28.endive';

export type SimulatorOptions = {
  seed?: number;
  /** Where the clock starts; real time when absent. */
  clock?: ClockState;
  livemode?: boolean;
  delivery?: DeliveryMode;
  platformCountry?: string;
  /** Runs the payout schedules as the clock passes; true when absent. */
  automaticPayouts?: boolean;
};

type Bound<T> = {
  [K in keyof T]: T[K] extends (core: Core, ...rest: infer A) => infer R ? (...rest: A) => R : never;
};

/** All actions, bound to one simulator. */
export type Actions = Bound<typeof actions>;

export class SimulatorBase {
  readonly core: Core;
  readonly deliverer: Deliverer;
  readonly faults: Faults;
  readonly idempotency: Idempotency;
  readonly rateLimiter = new RateLimiter();
  readonly requests = new RequestLog();
  /** Counts actions, so that the data file is only written when something happened. */
  changes = 0;
  readonly #grown = new Set<string>();
  #depth = 0;

  constructor(options: SimulatorOptions = {}, saved?: Saved) {
    const seed = options.seed ?? 1;
    this.core = {
      clock: new Clock(saved?.clock ?? options.clock ?? { mode: 'real', offsetMs: 0 }),
      random: new Random(saved?.random ?? seed),
      store: new Store(),
      livemode: saved?.livemode ?? options.livemode ?? false,
      apiVersion: API_VERSION,
      cause: null,
      reserveDue: new Set(),
      emitted: [],
    };
    if (saved === undefined) this.#makePlatform(options);
    else this.core.store.load(saved.store);
    this.deliverer = new Deliverer(this.core, options.delivery ?? 'http', seed);
    this.faults = new Faults(seed);
    this.idempotency = new Idempotency(this.core);
  }

  get platformId(): string {
    return this.core.store.platformId;
  }

  #makePlatform(options: SimulatorOptions): void {
    const { core } = this;
    const record = actions.newRecord(core, {
      country: options.platformCountry ?? 'US',
      businessName: 'Platform',
      email: 'platform@example.com',
    });
    core.store.platformId = record.id;
    core.store.applicationId = `ca_${core.random.letters(32)}`;
    core.store.accounts.insert(record.id, record);
    actions.addBankAccount(core, record, { accountNumber: '000123456789', routingNumber: '110000000' });
    for (const name of ['card_payments', 'transfers']) actions.addCapability(core, record, name);
    actions.completeOnboarding(core, record.id, { silent: true });
    actions.updateBalanceSettings(core, record, { schedule: { interval: 'manual' } });
    if (options.automaticPayouts !== false) {
      const at = startOfUtcDay(core.clock.nowSeconds()) + 86_400 + 4 * 3600;
      startTimer(core, { at, kind: 'automatic_payouts', owner: record.id, id: 'daily' });
    }
    // What came before the platform existed is nobody's news.
    for (const { owner, eventId } of core.emitted.splice(0)) core.store.events.remove(owner, eventId);
  }

  /** Runs one action whole: due timers before it, reserves and delivery after it. */
  run<T>(work: () => T): T {
    const outermost = this.#depth === 0;
    if (outermost) this.#catchUp(this.core.clock.nowMs());
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
      if (outermost) this.#settle();
      this.changes += 1;
    }
  }

  #settle(): void {
    settleConnectReserves(this.core);
    for (const { owner, eventId } of this.core.emitted.splice(0)) this.deliverer.accept(owner, eventId);
  }

  #catchUp(untilMs: number): void {
    runTimers(this.core, timerHandlers(this.#grown), untilMs, () => {
      announceBalances(this.core, this.#grown);
      this.#settle();
    });
  }

  /** Moves the clock on; everything that falls due on the way happens at its own time. */
  advanceClock(ms: number): void {
    this.setClock(this.core.clock.nowMs() + ms);
  }

  /** To an instant in milliseconds; backwards changes the clock and undoes nothing. */
  setClock(ms: number): void {
    this.#catchUp(ms);
    this.core.clock.set(ms);
    this.changes += 1;
  }

  /** Runs what real time has made due. */
  tick(): void {
    this.#catchUp(this.core.clock.nowMs());
  }

  balance(account: string = this.platformId) {
    this.tick();
    return formatBalance(this.core, account);
  }

  /** Records any event, such as one of a type that nothing here causes. */
  emitEvent(account: string, type: string, object: object, previous?: Record<string, unknown>) {
    return this.run(() => emit(this.core, account, type, object, previous));
  }

  save(): Saved {
    const { core } = this;
    return {
      clock: core.clock.state,
      random: core.random.state,
      livemode: core.livemode,
      store: core.store.toJson(),
    };
  }
}

export type Saved = {
  clock: ClockState;
  random: RandomState;
  livemode: boolean;
  store: ReturnType<Store['toJson']>;
};

export type Simulator = SimulatorBase & { readonly actions: Actions } & Actions;

/** A simulator with every action as a method: `simulator.createCharge({...})`. */
export function createSimulator(options: SimulatorOptions = {}, saved?: Saved): Simulator {
  const base = new SimulatorBase(options, saved);
  const bound = Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      (...rest: unknown[]) =>
        base.run(() => (action as (core: Core, ...rest: unknown[]) => unknown)(base.core, ...rest)),
    ]),
  ) as unknown as Actions;
  return Object.assign(base, { actions: bound }, bound);
}
