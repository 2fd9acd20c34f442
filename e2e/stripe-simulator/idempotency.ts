import { createHash } from 'node:crypto';
import { ApiError, invalid } from './api-error.ts';
import type { Core } from './core.ts';
import type { StoredAnswer } from './entities.ts';

const LIFETIME_MS = 24 * 3600 * 1000;

/** One money call's key: which account and key, and the hash of what was asked. */
export type KeyedRequest = { scope: string; hash: string };

export function keyedRequest(
  account: string,
  key: string,
  method: string,
  path: string,
  body: string,
): KeyedRequest {
  if (key.length > 255) throw invalid('Idempotency keys are limited to 255 characters.');
  const hash = createHash('sha256').update(`${method} ${path}\n${body}`).digest('base64url');
  return { scope: `${account}|${key}`, hash };
}

/** Answers under idempotency keys, for 24 hours of the simulator's clock; a 500 is kept like any other answer. */
export class Idempotency {
  readonly #core: Core;
  readonly #running = new Set<string>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** The stored answer, or null when the request may run: then `end` must follow. */
  begin(request: KeyedRequest, key: string): StoredAnswer | null {
    const { answers } = this.#core.store;
    const stored = answers.get(request.scope);
    if (stored !== undefined && this.#core.clock.nowMs() - stored.storedAtMs < LIFETIME_MS) {
      if (stored.hash === request.hash) return stored;
      throw new ApiError({
        status: 400,
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    answers.delete(request.scope);
    if (this.#running.has(request.scope)) {
      throw new ApiError({
        status: 409,
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this idempotent key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
      });
    }
    this.#running.add(request.scope);
    return null;
  }

  end(request: KeyedRequest, answer: Omit<StoredAnswer, 'hash' | 'storedAtMs'> | null): void {
    this.#running.delete(request.scope);
    if (answer === null) return;
    const storedAtMs = this.#core.clock.nowMs();
    this.#core.store.answers.set(request.scope, { ...answer, hash: request.hash, storedAtMs });
  }
}
