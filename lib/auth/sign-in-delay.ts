import { createHmac } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { signInFailures } from '#drizzle/schema/people.ts';
import { database } from '../db/client.ts';
import { env } from '../env.ts';

/** A person mistypes; a program tries on. */
const FREE_TRIES = 4;

/** Two tries a minute: a million guesses of one password take a year, and whoever owns it never waits longer. */
const WAIT_SECONDS_MAX = 30;

/** Long enough that pausing does not pay. */
const FORGET_MINUTES = 30;

/** Each try clears away more rows than it can make, so that made-up addresses fill no table. */
const FORGOTTEN_AT_ONCE = 10;

/**
 * Who is counted together: an address that was typed, or one address on one browser that has signed in with it before,
 * so that a stranger's tries do not make its owner wait.
 */
export type DelayKey = { email: string; deviceToken: string | null };

function addressHash({ email, deviceToken }: DelayKey): string {
  return createHmac('sha256', env().NEXTAUTH_SECRET)
    .update(`sign-in-delay\n${email.trim().toLowerCase()}\n${deviceToken ?? ''}`)
    .digest('base64url');
}

/**
 * Counts a try before its password is looked at, so that tries at the same moment cannot all pass. The wait doubles from
 * one second after the free tries; a try during the wait is neither looked at nor counted.
 * @returns false when this try came during the wait
 */
export async function startSignInTry(key: DelayKey): Promise<boolean> {
  const hash = addressHash(key);
  const rows = await database().execute(sql`
    with forgotten as (
      delete from ${signInFailures} where address_hash in (
        select address_hash from ${signInFailures}
        where failed_at < now() - make_interval(mins => ${FORGET_MINUTES}) and address_hash <> ${hash}
        order by failed_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)
    )
    insert into ${signInFailures} as known (address_hash, failures, failed_at, wait_until)
    values (${hash}, 1, now(), now())
    on conflict (address_hash) do update set
      failures = case when known.failed_at < now() - make_interval(mins => ${FORGET_MINUTES}) then 1
                      else least(known.failures + 1, 1000) end,
      failed_at = now(),
      wait_until = case when known.failed_at < now() - make_interval(mins => ${FORGET_MINUTES})
                          or known.failures + 1 < ${FREE_TRIES} then now()
                        else now() + make_interval(secs => least(2 ^ least(known.failures + 1 - ${FREE_TRIES}, 10), ${WAIT_SECONDS_MAX})) end
      where known.wait_until <= now()
    returning known.failures`);
  return rows.length > 0;
}

/** The password was right: its address starts over. */
export async function forgetSignInTries(key: DelayKey): Promise<void> {
  await database()
    .delete(signInFailures)
    .where(eq(signInFailures.addressHash, addressHash(key)));
}
