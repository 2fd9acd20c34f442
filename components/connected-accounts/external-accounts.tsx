import type { ExternalAccountChangeRow, ExternalAccountRow } from '#lib/connected-accounts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

/** Where payouts go, and every change of it: a swapped bank account is the oldest payout fraud. */
export function ExternalAccounts({
  accounts,
  changes,
}: {
  accounts: readonly ExternalAccountRow[];
  changes: readonly ExternalAccountChangeRow[];
}) {
  return (
    <>
      {accounts.length === 0 ? (
        <p className="muted">There is none, so nothing can be paid out.</p>
      ) : (
        <ul className="plain-list">
          {accounts.map((account) => (
            <li key={account.externalAccountId}>
              <span>
                {account.institution ?? (account.kind === 'card' ? 'Debit card' : 'Bank')} ••{account.last4}{' '}
                <span className="muted">
                  {[account.currency?.toUpperCase(), account.country].filter(Boolean).join(', ')}
                </span>{' '}
                {account.deletedAt === null ? null : <Badge>Removed</Badge>}
                {account.status === 'errored' ? <Badge tone="failed">Takes no payouts</Badge> : null}
                {account.isDefaultForCurrency && account.deletedAt === null ? <Badge>Default</Badge> : null}
              </span>
              <span className="small muted">
                since <Time at={account.firstSeenAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {changes.length === 0 ? null : (
        <>
          <h3 className="sub-h">Changes seen</h3>
          <ul className="plain-list">
            {changes.map((change, position) => (
              <li key={`${change.externalAccountId}/${String(position)}`}>
                <span>{changeSentence(change)}</span>
                <span className="small muted">
                  <Time at={change.seenAt} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function changeSentence({
  change,
  before,
  after,
  externalAccountId,
  firstSight,
}: ExternalAccountChangeRow): string {
  const named = endingOf(after) ?? endingOf(before) ?? externalAccountId;
  if (change === 'added') return `${named} was ${firstSight ?? 'added'}.`;
  if (change === 'removed') return `${named} was removed.`;
  const fields = Object.keys({ ...before, ...after }).filter((field) => before?.[field] !== after?.[field]);
  return `${named} changed: ${fields.map((field) => field.replaceAll('_', ' ')).join(', ') || 'details'}.`;
}

function endingOf(facts: Readonly<Record<string, unknown>> | null): string | undefined {
  const last4 = facts?.['last4'];
  return typeof last4 === 'string' ? `••${last4}` : undefined;
}
