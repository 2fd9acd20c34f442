import type { PortalMoney } from '#lib/portal/types.ts';
import { Amount } from '../money/amount.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';

/**
 * What an owner has, one card a currency; the days are those of `readPortal`.
 * @param isOver nobody pays the account any more
 */
export function PortalMoneyCards({ money, isOver }: { money: readonly PortalMoney[]; isOver: boolean }) {
  return (
    <section aria-labelledby="money">
      <h2 id="money">Your money</h2>
      {money.length === 0 ? (
        <p className="soft">
          {isOver
            ? 'Nothing had come in.'
            : 'Nothing has come in yet. It shows here as soon as somebody pays you.'}
        </p>
      ) : (
        <ul className="portal-cards">
          {money.map((one) => (
            <li key={one.available.currency} className="card">
              <div className="card-body">
                <h3>
                  <span className="small muted">Available</span>
                  <span className="portal-big">
                    <Amount value={one.available} run />
                  </span>
                </h3>
                <DefinitionList
                  items={[
                    ['Earned in 30 days', <Amount key="earned" value={one.earned} run />],
                    ['Becomes available', <Amount key="pending" value={one.pending} run />],
                    ['Set aside for payouts', <Amount key="reserved" value={one.reserved} run />],
                    ['Sent, not final yet', <Amount key="on-its-way" value={one.onItsWay} run />],
                  ]}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      {money.length === 0 ? null : (
        <p className="small muted">
          Earned: payments less refunds, disputes and fees. Not final yet: on its way to your bank, or there
          and still within the days in which the bank can send it back.
        </p>
      )}
    </section>
  );
}
