import type { PortalMoney } from '#lib/portal/types.ts';
import { Amount } from '../money/amount.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';

/** Source: Stripe, “Understanding Connect account balances”: an account below zero is paid nothing. */
const BELOW =
  'Below zero: refunds, disputes and fees took more than there was. What comes in is taken for that first, and nothing is paid out in this currency until it is made up.';
/** Nothing may come in any more. */
const BELOW_AT_THE_END = 'Below zero: refunds, disputes and fees took more than there was.';

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
                {one.available.amount < 0n ? (
                  <p className="small">{isOver ? BELOW_AT_THE_END : BELOW}</p>
                ) : null}
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
