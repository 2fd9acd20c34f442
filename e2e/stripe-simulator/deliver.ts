import type { Core } from './core.ts';
import { isPlatform, nowOf } from './core.ts';
import type { Delivery, SnapshotEvent, WebhookEndpointRecord } from './entities.ts';
import { Random } from './random.ts';
import { signatureHeader } from './sign.ts';
import type { WebhookFaultPlan } from './webhook-faults.ts';
import { WebhookFaults, typeMatches } from './webhook-faults.ts';

/** `http` sends by itself, `hold` waits for `flush`, `record` counts every event as delivered without sending. */
export type DeliveryMode = 'http' | 'hold' | 'record';
/** Events created in the window (seconds, `until` not included) are never delivered: the endpoint was down. */
export type Outage = { from: number; until: number | null };
export type SentWebhook = {
  eventId: string;
  endpointId: string;
  status: number | null;
  fault: string | null;
};

type Job = { delivery: Delivery; fault: WebhookFaultPlan | null; notBefore: number };

const CONCURRENT = 8;
const MAX_ATTEMPTS = 4;
const LOG_LENGTH = 20_000;

/** Signed webhooks to the account and the Connect endpoints, at least once, in no guaranteed order. */
export class Deliverer {
  readonly faults = new WebhookFaults();
  readonly sent: SentWebhook[] = [];
  outages: Outage[] = [];
  retryDelayMs = 1000;
  readonly #core: Core;
  // Apart from the core's generator, so that webhook faults do not change the ids of what comes later.
  readonly #random: Random;
  #mode: DeliveryMode;
  #queue: Job[] = [];
  #reordered: Job[] = [];
  #inFlight = 0;
  #wake: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];
  #stopped = false;

  constructor(core: Core, mode: DeliveryMode, seed: number) {
    this.#core = core;
    this.#mode = mode;
    this.#random = new Random(seed + 1);
    for (const delivery of core.store.deliveries.values()) {
      if (delivery.status === 'pending') this.#queue.push({ delivery, fault: null, notBefore: 0 });
    }
  }

  get mode(): DeliveryMode {
    return this.#mode;
  }

  set mode(mode: DeliveryMode) {
    this.#mode = mode;
    if (mode === 'http') this.#pump();
  }

  /** Takes over a new event: one delivery per enabled endpoint of its kind. */
  accept(owner: string, eventId: string): void {
    const { store } = this.#core;
    const event = store.events.get(owner, eventId);
    if (event === undefined || this.#mode === 'record') return;
    const fault = this.faults.take(event, this.#random);
    const kind = isPlatform(this.#core, owner) ? 'account' : 'connect';
    const wanted = fault?.fault === 'wrong_endpoint' ? (kind === 'account' ? 'connect' : 'account') : kind;
    for (const record of store.webhookEndpoints.rows(store.platformId)) {
      if (record.kind === wanted && subscribes(record, event)) this.#plan(event, owner, record, fault);
    }
    this.#pump();
  }

  #plan(
    event: SnapshotEvent,
    owner: string,
    record: WebhookEndpointRecord,
    fault: WebhookFaultPlan | null,
  ): void {
    event.pending_webhooks += 1;
    const delivery: Delivery = {
      eventId: event.id,
      owner,
      endpointId: record.id,
      attempts: 0,
      status: 'pending',
    };
    this.#core.store.deliveries.set(`${event.id}|${record.id}`, delivery);
    const down = this.outages.some(
      ({ from, until }) => event.created >= from && (until === null || event.created < until),
    );
    if (down || fault?.fault === 'drop') {
      delivery.status = 'dropped';
      this.#log(delivery, null, down ? 'outage' : 'drop');
      return;
    }
    const notBefore = fault?.fault === 'delay' ? Date.now() + (fault.delayMs ?? 1000) : 0;
    const job = { delivery, fault, notBefore };
    if (fault?.fault === 'reorder') this.#reordered.push(job);
    else {
      this.#queue.push(job);
      if (fault?.fault === 'duplicate') this.#queue.push({ ...job, fault: null });
      if (this.#reordered.length > 0 && this.#queue.length >= 2)
        this.#queue.push(...this.#reordered.splice(0));
    }
  }

  /** What waits for endpoints that are no more goes to the one that took their place. */
  redirect(gone: ReadonlySet<string>, endpointId: string): void {
    const { store } = this.#core;
    for (const [key, delivery] of [...store.deliveries]) {
      if (delivery.status !== 'pending' || !gone.has(delivery.endpointId)) continue;
      store.deliveries.delete(key);
      delivery.endpointId = endpointId;
      store.deliveries.set(`${delivery.eventId}|${endpointId}`, delivery);
    }
  }

  /** Sends everything that waits, whatever the mode, and answers when the last attempt is done. */
  async flush(): Promise<void> {
    this.#queue.push(...this.#reordered.splice(0));
    this.#pump(true);
    if (this.#inFlight === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Sends one event again, as `stripe events resend` does. */
  async resend(eventId: string): Promise<void> {
    const found = this.#core.store.events.find(eventId);
    if (found === undefined) return;
    const kind = isPlatform(this.#core, found.owner) ? 'account' : 'connect';
    for (const record of this.#core.store.webhookEndpoints.rows(this.#core.store.platformId)) {
      if (record.kind === kind) this.#plan(found.row, found.owner, record, null);
    }
    await this.flush();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#wake !== null) clearTimeout(this.#wake);
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #pump(forced = false): void {
    if (this.#stopped || (this.#mode !== 'http' && !forced && this.#idle.length === 0)) return;
    const now = Date.now();
    while (this.#inFlight < CONCURRENT) {
      const index = this.#queue.findIndex((job) => job.notBefore <= now);
      const [job] = index < 0 ? [] : this.#queue.splice(index, 1);
      if (job === undefined) break;
      this.#inFlight += 1;
      void this.#send(job).finally(() => {
        this.#inFlight -= 1;
        this.#pump(forced);
        if (this.#inFlight === 0 && this.#queue.length === 0)
          for (const resolve of this.#idle.splice(0)) resolve();
      });
    }
    if (this.#queue.length > 0 && this.#inFlight < CONCURRENT) {
      const next = this.#queue.reduce((earliest, job) => Math.min(earliest, job.notBefore), Infinity);
      if (this.#wake !== null) clearTimeout(this.#wake);
      this.#wake = setTimeout(
        () => {
          this.#pump(forced);
        },
        Math.max(1, next - now),
      );
      this.#wake.unref();
    }
  }

  async #send(job: Job): Promise<void> {
    const { delivery, fault } = job;
    const { store } = this.#core;
    const event = store.events.get(delivery.owner, delivery.eventId);
    const record = store.webhookEndpoints.get(store.platformId, delivery.endpointId);
    if (event === undefined || record === undefined) {
      delivery.status = 'dropped';
      this.#log(delivery, null, 'endpoint removed');
      return;
    }
    delivery.attempts += 1;
    const status = await post(record, event, fault?.fault ?? null);
    this.#log(delivery, status, fault?.fault ?? null);
    if (status !== null && status >= 200 && status < 300) {
      const key = `${delivery.eventId}|${delivery.endpointId}`;
      if (store.deliveries.delete(key)) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    } else if (delivery.attempts < MAX_ATTEMPTS) {
      const wait = this.retryDelayMs * 2 ** (delivery.attempts - 1);
      this.#queue.push({ delivery, fault: null, notBefore: Date.now() + wait });
    } else delivery.status = 'failed';
  }

  #log(delivery: Delivery, status: number | null, fault: string | null): void {
    this.sent.push({ eventId: delivery.eventId, endpointId: delivery.endpointId, status, fault });
    if (this.sent.length > LOG_LENGTH) this.sent.splice(0, LOG_LENGTH / 2);
  }
}

function subscribes(record: WebhookEndpointRecord, event: SnapshotEvent): boolean {
  const { enabled_events: types, status } = record.endpoint;
  return status === 'enabled' && types.some((pattern) => typeMatches(pattern, event.type));
}

// The signature carries the machine's time, as the receiver checks it against its own clock.
async function post(
  record: WebhookEndpointRecord,
  event: SnapshotEvent,
  fault: string | null,
): Promise<number | null> {
  const shown = fault === 'wrong_livemode' ? { ...event, livemode: !event.livemode } : event;
  const body = JSON.stringify(shown, null, 2);
  const skew = fault === 'old_timestamp' ? -3600 : fault === 'future_timestamp' ? 3600 : 0;
  const secret = fault === 'wrong_secret' ? 'whsec_of_somebody_else' : record.secret;
  const signature = signatureHeader(body, secret, Math.floor(Date.now() / 1000) + skew);
  try {
    const response = await fetch(record.endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0',
      },
      body:
        fault === 'tampered'
          ? body.replace(/"amount": (\d+)/, '"amount": 9$1').replace('"created"', '"created" ')
          : body,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // Refused, reset or too slow: an attempt without an answer, to be repeated.
    return null;
  }
}

/** Registers an endpoint; the secret is drawn when none is given. */
export function addEndpoint(
  core: Core,
  input: {
    kind: 'account' | 'connect';
    url: string;
    secret?: string;
    enabledEvents?: string[];
    apiVersion?: string | null;
    description?: string | null;
    metadata?: Record<string, string>;
  },
): WebhookEndpointRecord {
  const id = core.random.id('we');
  const record: WebhookEndpointRecord = {
    id,
    created: nowOf(core),
    kind: input.kind,
    secret: input.secret ?? `whsec_${core.random.letters(32)}`,
    endpoint: {
      id,
      object: 'webhook_endpoint',
      api_version: input.apiVersion ?? core.apiVersion,
      application: null,
      created: nowOf(core),
      description: input.description ?? null,
      enabled_events: input.enabledEvents ?? ['*'],
      livemode: core.livemode,
      metadata: input.metadata ?? {},
      status: 'enabled',
      url: input.url,
    },
  };
  core.store.webhookEndpoints.insert(core.store.platformId, record);
  return record;
}
