import { sql } from 'drizzle-orm';
import { auditRefusals } from '#drizzle/schema/audit.ts';
import { database } from '../db/client.ts';
import { log } from '../log.ts';
import type { SELLER_LINK_ACTION } from './sign-in-words.ts';
import { NOBODY, SIGN_IN_ACTION, UNKNOWN_ADDRESS } from './sign-in-words.ts';

/** Whose door was tried, how, and why it stayed shut. Nothing of what was typed. */
export type SignInRefusal = {
  /** The person whose address it is, disabled ones too; null for an address that is nobody's. */
  readonly operatorId: string | null;
  readonly code: 'wrong_password' | 'wrong_second_factor' | 'too_soon' | 'not_invited';
};

/** The same of a link that was sent to an owner: which invitation's. */
export type LinkRefusal = {
  readonly action: typeof SELLER_LINK_ACTION;
  readonly subject: string;
  readonly code: 'wrong_address' | 'wrong_code' | 'too_soon';
};

/** One after the other, so that a flood waits here and not for the database's connections. */
let refusalsBefore: Promise<void> = Promise.resolve();

/**
 * Puts a refused attempt to sign in on record: counted at once, per minute and person, and linked into the chain as one
 * row of that count when the minute is over (`summariseRefusals`). So a flood makes as many rows as people were aimed at,
 * and one for all addresses that are nobody's. Known and unknown cost the same: one statement, in one queue; a row of
 * the chain at once, for some, could be told by a clock. What was typed is kept nowhere: people type passwords into the
 * wrong field, and an address list is worth stealing.
 */
export async function countSignInRefusal(refusal: SignInRefusal | LinkRefusal): Promise<void> {
  const of =
    'action' in refusal
      ? refusal
      : { action: SIGN_IN_ACTION, subject: refusal.operatorId ?? UNKNOWN_ADDRESS, code: refusal.code };
  refusalsBefore = refusalsBefore.then(() => count(of));
  await refusalsBefore;
}

async function count({
  action,
  subject,
  code,
}: {
  action: string;
  subject: string;
  code: string;
}): Promise<void> {
  try {
    await database()
      .insert(auditRefusals)
      .values({
        minute: sql`date_trunc('minute', now())`,
        actorKind: NOBODY.actorKind,
        actorId: subject,
        action,
        code,
        occurrences: 1,
      })
      .onConflictDoUpdate({
        target: [
          auditRefusals.minute,
          auditRefusals.actorKind,
          auditRefusals.actorId,
          auditRefusals.action,
          auditRefusals.code,
        ],
        set: { occurrences: sql`${auditRefusals.occurrences} + 1` },
      });
  } catch (error) {
    // Whoever is refused stays refused: that it could not be written down is said loudly and lets nobody in.
    log.error({ err: error, code }, 'a refused attempt to sign in is not on record');
  }
}
