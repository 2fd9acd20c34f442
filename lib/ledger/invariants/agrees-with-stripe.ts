import {
  compareBooks,
  PROOF_FOR,
  READ_AGAIN_WITHIN,
  READ_WITHIN,
  type ComparedBook,
} from './compared-books.ts';
import { FINDINGS_MAX, type Finding, type Invariant, type Scope, type Verdict } from './invariant.ts';
import type { Transaction } from '../../db/transaction.ts';

/** `disconnected`: it agreed as long as Stripe let us look, and can never be compared again. */
type Comparison = { outcome: 'held' | 'broken' | 'unknown' | 'disconnected'; text: string };

const amounts = (available: bigint, pending: bigint, reserved: bigint): string =>
  `${String(available)} available, ${String(pending)} pending${reserved === 0n ? '' : `, ${String(reserved)} reserved`}`;

const listedText = (row: ComparedBook): string =>
  amounts(row.listed_available, row.listed_pending, row.listed_reserved).replace(
    / (available|pending|reserved)/g,
    '',
  );

function compare(row: ComparedBook): Comparison {
  const isBooked =
    row.ledger_available === row.listed_available &&
    row.ledger_pending === row.listed_pending &&
    row.ledger_reserved === row.listed_reserved;
  const sums = `ledger ${amounts(row.ledger_available, row.ledger_pending, row.ledger_reserved)}; balance transactions ${listedText(row)}`;
  if (!isBooked || row.elsewhere !== null)
    return row.unbooked > 0n
      ? {
          outcome: 'unknown',
          text: `${String(row.unbooked)} balance transactions wait for their booking: ${sums}.`,
        }
      : {
          outcome: 'broken',
          text: `The ledger differs from the balance transactions: ${isBooked ? (row.elsewhere ?? '') : sums}.`,
        };
  if (row.deauthorized_at !== null) return disconnected(row, row.deauthorized_at, sums);
  if (row.read_at === null) return unproven(row, 'Stripe’s Balance was not read yet.');
  const asOf = balanceText(row, sums);
  if (row.is_balance_older || (!agrees(row) && row.has_changed_since_read))
    return unproven(row, `Read before the newest balance transaction; read it again. ${asOf}`);
  if (!agrees(row)) return { outcome: 'broken', text: asOf };
  return row.is_old
    ? unproven(row, `Read more than ${PROOF_FOR} ago, which proves nothing about now. ${asOf}`)
    : { outcome: 'held', text: asOf };
}

function agrees(row: ComparedBook): boolean {
  return (
    row.stripe_available === row.ledger_available &&
    row.stripe_pending === row.ledger_pending &&
    row.stripe_reserved === row.ledger_reserved
  );
}

function balanceText(row: ComparedBook, sums: string): string {
  return `Stripe’s Balance as of ${String(row.read_at)} says ${amounts(row.stripe_available, row.stripe_pending, row.stripe_reserved)}; ${sums}.`;
}

/**
 * Nobody can read this Balance again, so its last word counts: what it said then must be what the balance transactions
 * said then. Money moves from pending to available without a new one, so only the two together can be compared.
 */
function disconnected(row: ComparedBook, since: string, sums: string): Comparison {
  if (row.read_at === null)
    return { outcome: 'disconnected', text: `Disconnected since ${since}; its Balance was never read.` };
  if (agrees(row) || row.agreed_when_read)
    return { outcome: 'disconnected', text: `Disconnected since ${since}, last agreed at ${row.read_at}.` };
  return {
    outcome: 'broken',
    text: `Disconnected since ${since}, and its last Balance did not agree. ${balanceText(row, sums)}`,
  };
}

/** What only a new read of the Balance can decide: `unknown` while one is due, `broken` when none came. */
function unproven(row: ComparedBook, text: string): Comparison {
  if (row.is_too_old)
    return { outcome: 'broken', text: `Nobody has read this Balance for more than ${READ_WITHIN}. ${text}` };
  if (row.has_waited)
    return {
      outcome: 'broken',
      text: `No read of the Balance for more than ${READ_AGAIN_WITHIN} since it was due. ${text}`,
    };
  return { outcome: 'unknown', text };
}

type Compared = Comparison & { id: string };

const comparedAs = (row: ComparedBook): Compared => ({ id: row.id, ...compare(row) });

/**
 * A timed run believes the running balances, which costs a row per book; whatever then looks like a break is decided by
 * the balance transactions of that account, so that a timed run never says "broken" where a full one would not.
 */
async function compareAll(tx: Transaction, { now, from }: Scope): Promise<Compared[]> {
  if (from === null) return (await compareBooks(tx, now, { whole: null })).map(comparedAs);
  const rows = await compareBooks(tx, now, { recent: from });
  const suspects = new Set(
    rows.filter((row) => compare(row).outcome === 'broken').map((row) => row.connected_account_id),
  );
  if (suspects.size === 0) return rows.map(comparedAs);
  const decided = await compareBooks(tx, now, { whole: [...suspects] });
  return [...rows.filter((row) => !suspects.has(row.connected_account_id)), ...decided].map(comparedAs);
}

const toFindings = (compared: readonly Compared[]): Finding[] =>
  compared.map(({ id, text }) => ({ id, text })).sort((a, b) => (a.id < b.id ? -1 : 1));

function toVerdict(compared: readonly Compared[]): Verdict {
  const of = (outcome: Comparison['outcome']) =>
    toFindings(compared.filter((book) => book.outcome === outcome));
  const [broken, unknown, gone] = [of('broken'), of('unknown'), of('disconnected')];
  return {
    outcome: broken.length > 0 ? 'broken' : unknown.length > 0 ? 'unknown' : 'held',
    rowsChecked: BigInt(compared.length),
    findingCount: broken.length + unknown.length,
    findings: [...broken, ...unknown].slice(0, FINDINGS_MAX),
    noteCount: gone.length,
    notes: gone.slice(0, FINDINGS_MAX),
  };
}

/**
 * Either sign of a difference is a finding. A Balance that is older than the newest row or than an hour proves nothing,
 * so it is `unknown`; so is a difference that appeared after the Balance was read, because the next read decides it.
 * When that read does not come, the promise is broken. Accounts that have disconnected us are notes, as long as their
 * last Balance agreed: nothing that anybody does could ever decide more.
 */
export const agreesWithStripe: Invariant = {
  name: 'agrees_with_stripe',
  promise:
    'Per book and currency, the ledger, the sum of balance transactions and Stripe’s Balance are equal.',
  timed:
    'the running balances of all books against Stripe’s Balance; balance transactions are added up only where these differ',
  limit:
    'Stripe’s Balance shows available, pending and, for the platform, what is reserved for connected accounts (1130): these are compared three ways. It has no field for the risk reserve (1140), and Sluice does not read its fields for prefunding and issuing (1150, 1160): those are compared with their balance transactions only.',
  check: async (tx, scope) => toVerdict(await compareAll(tx, scope)),
};
