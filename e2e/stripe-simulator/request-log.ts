import type { IncomingHttpHeaders } from 'node:http';
import type { ParamHash } from './params.ts';

export type LoggedRequest = {
  id: string;
  /** The simulator's clock, milliseconds. */
  at: number;
  /** The machine's clock, milliseconds. */
  receivedAt: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  params: ParamHash;
  /** Null until answered, and for ever where the connection was broken. */
  status: number | null;
  replayed: boolean;
  fault: string | null;
  errorCode: string | null;
};

const LENGTH = 50_000;

/** Every API request received, with its headers, so that tests see what the SDK really sent. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #count = 0;

  // Counted, not drawn: reads must not shift the ids of what is created after them.
  nextId(): string {
    this.#count += 1;
    return `req_${String(this.#count).padStart(14, '0')}`;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > LENGTH) this.#entries.splice(0, LENGTH / 2);
  }

  list(filter: { method?: string; path?: string } = {}): LoggedRequest[] {
    return this.#entries.filter(
      (entry) =>
        (filter.method === undefined || entry.method === filter.method) &&
        (filter.path === undefined || entry.path.startsWith(filter.path)),
    );
  }

  clear(): void {
    this.#entries = [];
  }
}
