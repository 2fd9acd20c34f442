import { now } from '../clock.ts';

/** Which of the two webhook endpoints: events of the platform's own account, or of its connected accounts. */
export type EndpointKind = 'account' | 'connect';

/** Why a delivery was not taken. Every one but the last two is answered with 400. */
export type RefusalCode =
  | 'body_too_large'
  | 'body_unreadable'
  | 'invalid_utf8'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  | 'invalid_json'
  | 'invalid_event'
  | 'wrong_endpoint'
  | 'wrong_livemode'
  | 'inbox_full'
  | 'database_unavailable';

/** Thrown before anything was stored. The message says what to do; it never repeats the body or a secret. */
export class DeliveryRefused extends Error {
  readonly code: RefusalCode;
  readonly status: 400 | 503;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeliveryRefused';
    this.code = code;
    this.status = code === 'inbox_full' || code === 'database_unavailable' ? 503 : 400;
  }
}

export type DeliveryCount = {
  endpointKind: EndpointKind;
  outcome: 'stored' | 'duplicate' | RefusalCode;
  count: number;
};

/** Deliveries of one hour that the database does not know of yet. */
export type UnkeptDeliveries = {
  endpointKind: EndpointKind;
  hour: Date;
  outcome: DeliveryCount['outcome'];
  deliveries: number;
  lastAt: Date;
};

const HOUR_MS = 3_600_000;

// Next evaluates modules once per bundle; one set of counters per process needs a place that all of them see.
const shared = globalThis as {
  sluiceDeliveryCounts?: Map<string, DeliveryCount>;
  sluiceUnkeptDeliveries?: Map<string, UnkeptDeliveries>;
};

/** Counts one delivery of this process, for the metrics page and for what is kept by hour. */
export function countDelivery(endpointKind: EndpointKind, outcome: DeliveryCount['outcome']): void {
  const counts = (shared.sluiceDeliveryCounts ??= new Map());
  const key = `${endpointKind}/${outcome}`;
  const counted = counts.get(key);
  if (counted) counted.count += 1;
  else counts.set(key, { endpointKind, outcome, count: 1 });
  const lastAt = now();
  const hour = new Date(Math.floor(lastAt.getTime() / HOUR_MS) * HOUR_MS);
  addUnkeptDeliveries({ endpointKind, hour, outcome, deliveries: 1, lastAt });
}

/** Puts deliveries to those that wait to be kept; also back, when keeping them failed. */
export function addUnkeptDeliveries(added: UnkeptDeliveries): void {
  const unkept = (shared.sluiceUnkeptDeliveries ??= new Map());
  const key = `${added.endpointKind}/${added.outcome}/${added.hour.toISOString()}`;
  const waiting = unkept.get(key);
  if (waiting === undefined) unkept.set(key, added);
  else {
    waiting.deliveries += added.deliveries;
    if (added.lastAt > waiting.lastAt) waiting.lastAt = added.lastAt;
  }
}

/** Hands over what waits to be kept; whoever takes it keeps it or puts it back. */
export function takeUnkeptDeliveries(): UnkeptDeliveries[] {
  const taken = [...(shared.sluiceUnkeptDeliveries?.values() ?? [])];
  shared.sluiceUnkeptDeliveries?.clear();
  return taken;
}

/** All deliveries since this process started, refused ones by reason. */
export function deliveryCounts(): DeliveryCount[] {
  return [...(shared.sluiceDeliveryCounts?.values() ?? [])].map((counted) => ({ ...counted }));
}
