import type { RequirementsInWords } from '#lib/connected-accounts/types.ts';
import { Badge } from '../ui/badge.tsx';

/** What Stripe still asks of the account's owner, most urgent first. */
export function RequirementList({ requirements }: { requirements: RequirementsInWords }) {
  const groups = [
    { title: 'Overdue', tone: 'failed', items: requirements.overdue },
    { title: 'Due now', tone: 'held', items: requirements.dueNow },
    { title: 'Being checked by Stripe', tone: 'info', items: requirements.beingChecked },
    { title: 'Due later', tone: undefined, items: requirements.dueLater },
  ] as const;
  const open = groups.filter((group) => group.items.length > 0);
  return (
    <>
      {requirements.blocked === null ? null : <p className="t-failed">{requirements.blocked}</p>}
      {requirements.deadline === null ? null : <p className="strong">{requirements.deadline}</p>}
      {open.length === 0 ? <p className="muted">Stripe asks for nothing.</p> : null}
      {open.map((group) => (
        <div key={group.title} className="requirement-group">
          <Badge tone={group.tone}>{group.title}</Badge>
          <ul className="bullets">
            {group.items.map((item) => (
              <li key={item.code}>
                {item.text} <span className="mono small muted">{item.code}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
