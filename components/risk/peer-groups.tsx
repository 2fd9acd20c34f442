import type { ForestNights } from '#lib/risk/types.ts';
import { counted } from '#lib/counted.ts';
import { Time } from '../ui/time.tsx';

const DAY_MS = 86_400_000;

/** The groups of the newest night. @param shadowDays days that a draft waits; null for what is in force */
export function PeerGroups({ nights, shadowDays }: { nights: ForestNights; shadowDays: number | null }) {
  const { since, forests } = nights;
  if (since === null)
    return (
      <p className="muted">
        Nothing was grown by it yet. A worker looks every hour; it takes twenty connected accounts that were
        decided about in the last 30 days.
      </p>
    );
  return (
    <>
      {shadowDays === null ? null : (
        <p>
          In shadow for {counted(nights.nights, 'night')}, since <Time at={since} />. It can be published from{' '}
          <Time at={new Date(since.getTime() + shadowDays * DAY_MS)} /> on.
        </p>
      )}
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Groups of peers">
        <table className="data plain-rows stacked">
          <caption className="vh">Groups of peers of the newest night</caption>
          <thead>
            <tr>
              <th scope="col">Peers</th>
              <th scope="col" className="n">
                Accounts
              </th>
              <th scope="col">Grown</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {forests.map(({ words, accounts, hash, grownAt }) => (
              <tr key={hash}>
                <th scope="row">{words.charAt(0).toUpperCase() + words.slice(1)}</th>
                <td className="n" data-label="Accounts">
                  {accounts.toLocaleString('en-GB')}
                </td>
                <td data-label="Grown">
                  <Time at={grownAt} />
                </td>
                <td data-label="SHA-256" className="mono" title={hash}>
                  {hash.slice(0, 12)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
