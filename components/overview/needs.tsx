import type { NeedFacts } from '#lib/overview/types.ts';
import { Dot } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { AlarmText } from '../alarms/alarm-text.tsx';
import { needItems } from './need-items.ts';

/** What waits for a person, worst first. */
export function Needs({ facts }: { facts: NeedFacts }) {
  const items = needItems(facts);
  if (items.length === 0) {
    return (
      <div className="state bare">
        <h3>Nothing needs you</h3>
        <p>No event failed, no payout came back this week, and every promise that was checked holds.</p>
      </div>
    );
  }
  return (
    <ol className="need">
      {items.map(({ key, tone, title, accounts = [], detail, count, href, verb }) => (
        <li key={key}>
          <Dot tone={tone} />
          <div>
            <p className="strong2">{title}</p>
            <p className="small muted">
              <AlarmText text={detail} named={accounts} />
            </p>
          </div>
          <span className="need-n">{count}</span>
          <LinkButton href={href} small>
            {verb}
            <span className="vh">: {title}</span>
          </LinkButton>
        </li>
      ))}
    </ol>
  );
}
