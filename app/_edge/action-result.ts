import { assertNever } from '#lib/assert.ts';
import { DomainError, type DomainErrorCode } from '#lib/errors.ts';

/**
 * What an action answers. `message` is written for people; a bug is never turned into one of these. `shown` is for what
 * exists in this one answer only, such as a link with its secret, and `whose` says for whom that is; `fields` says beside which field what stands.
 */
export type ActionResult =
  | { ok: true; shown?: string; whose?: string }
  | { ok: false; code: DomainErrorCode; message: string; fields: Readonly<Record<string, string>> };

/** @throws the error itself when it is not a DomainError */
export function toActionResult(error: unknown): ActionResult {
  if (!(error instanceof DomainError)) throw error;
  return { ok: false, code: error.code, message: messageFor(error), fields: error.fields };
}

function messageFor(error: DomainError): string {
  switch (error.code) {
    case 'invalid_input':
    case 'conflict':
    case 'precondition_failed':
    case 'not_found':
    case 'forbidden':
    case 'kill_switch_engaged':
    case 'too_often':
      return error.message;
    case 'unauthenticated':
      return 'Your session has ended, nothing was changed. Sign in again.';
    case 'stripe_unavailable':
      return 'Stripe did not answer, nothing was changed. Try again in a minute.';
    default:
      return assertNever(error.code);
  }
}
