import type { Route } from 'next';
import Link from 'next/link';
import { formatMoney } from '#lib/money/format.ts';
import type { RuleTrial, TrialTally } from '#lib/risk/types.ts';
import { actionState } from './risk-words.ts';

const REST = {
  rules: 'Tests and model',
  model: 'Tests and rules',
  recipe: 'Tests, rules and model',
} as const;

/** What a draft would have done with the accounts of the last days, beside what the rules in force would have. */
export function RuleTrialView({
  trial,
  days,
  what = 'rules',
}: {
  trial: RuleTrial;
  days: number;
  what?: 'rules' | 'model' | 'recipe';
}) {
  const now = what === 'rules' ? 'The rules in force' : 'What decides now';
  const { decisions, isCut, draft, inForce, changes } = trial;
  if (decisions === 0)
    return <p className="muted">There was no decision in the last {days} days to try it on.</p>;
  return (
    <>
      <p className="policy-sum">
        It would have flagged <b>{tallyWords(draft)}</b>. {now} would have flagged {tallyWords(inForce)}.
      </p>
      <p className="small muted">
        {decisions.toLocaleString('en-GB')} stored decisions, each made again from exactly what was seen then
        {isCut ? '; only the newest are counted' : ''}
        {what === 'recipe' ? ', but for the peers, who are compared as they are now' : ''}. The most that
        would have stayed at any moment, before the breaker and before what people said. {REST[what]} are
        today’s in both.
      </p>
      {changes.length === 0 ? (
        <p>No account would have been treated otherwise.</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of the trial">
          <table className="data plain-rows stacked">
            <caption className="vh">Accounts that would have been treated otherwise</caption>
            <thead>
              <tr>
                <th scope="col">Connected account</th>
                <th scope="col">Currency</th>
                <th scope="col">By {now.charAt(0).toLowerCase() + now.slice(1)}</th>
                <th scope="col">By the {what === 'model' ? 'model' : 'draft'}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ connectedAccountId, accountName, currency, now: today, then }) => (
                <tr key={`${connectedAccountId} ${currency}`}>
                  <th scope="row">
                    <Link href={`/connected-accounts/${connectedAccountId}` as Route} prefetch={false}>
                      <bdi>{accountName}</bdi>
                    </Link>
                  </th>
                  <td data-label="Currency">{currency.toUpperCase()}</td>
                  <td data-label="Today">{actionState(today).word}</td>
                  <td data-label="Then">
                    <b>{actionState(then).word}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** `7 accounts and kept money of 3 of them, 12,300.00 EUR and 5,000 JPY`. */
function tallyWords({ flagged, held, kept }: TrialTally): string {
  const accounts = `${flagged.toLocaleString('en-GB')} ${flagged === 1 ? 'account' : 'accounts'}`;
  if (held === 0) return `${accounts} and kept no money`;
  const sums = new Intl.ListFormat('en-GB').format(kept.map((sum) => formatMoney(sum)));
  const whose = `${accounts} and kept money of ${held === flagged ? 'all' : held.toLocaleString('en-GB')} of them`;
  return sums === '' ? whose : `${whose}, ${sums}`;
}
