import { agreesWithStripe } from './agrees-with-stripe.ts';
import { auditUnbroken } from './audit-unbroken.ts';
import { balanceTransactionsBooked } from './balance-transactions-booked.ts';
import { bandsAgreed } from './bands-agreed.ts';
import { bookingsOnRecord } from './bookings-on-record.ts';
import { entriesBalance } from './entries-balance.ts';
import { eventsProcessed } from './events-processed.ts';
import type { Invariant } from './invariant.ts';
import { paidAtMostOnce } from './paid-at-most-once.ts';
import { partitionsReady } from './partitions-ready.ts';
import { payoutsAttempted } from './payouts-attempted.ts';
import { stopsWhole } from './stops-whole.ts';
import { trialBalance } from './trial-balance.ts';
import { twoPeople } from './two-people.ts';
import { waitsKept } from './waits-kept.ts';

/** In the order in which a person should read them: a broken one explains those after it. */
export const INVARIANTS: readonly Invariant[] = [
  entriesBalance,
  trialBalance,
  balanceTransactionsBooked,
  agreesWithStripe,
  eventsProcessed,
  partitionsReady,
  paidAtMostOnce,
  payoutsAttempted,
  twoPeople,
  waitsKept,
  bandsAgreed,
  stopsWhole,
  bookingsOnRecord,
  auditUnbroken,
];
