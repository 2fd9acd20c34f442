import type { RequirementsInWords } from '#lib/connected-accounts/types.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';

/** What Stripe asks of the account's owner, most urgent first, and after it what it has announced. */
export function RequirementList({ requirements }: { requirements: RequirementsInWords }) {
  const { blocked, deadline, comes } = requirements;
  const groups: readonly GroupProps[] = [
    { title: 'Overdue', tone: 'failed', items: requirements.overdue },
    { title: 'Currently due', tone: 'held', items: requirements.dueNow },
    { title: 'Being checked by Stripe', tone: 'info', items: requirements.beingChecked },
    { title: 'Due later', tone: undefined, items: requirements.dueLater },
  ];
  const open = groups.filter(({ items }) => items.length > 0);
  const isNothing = open.length === 0;
  return (
    <>
      {blocked === null ? null : <p className={requirements.isNew ? 'strong' : 't-failed'}>{blocked}</p>}
      {deadline === null ? null : (
        <p className="strong">
          <TextWithTimes text={deadline} seconds={false} />
        </p>
      )}
      {isNothing ? (
        <p className="muted">
          {comes === null ? 'Stripe asks for nothing.' : 'Stripe asks for nothing yet.'}
        </p>
      ) : null}
      {open.map((group) => (
        <Group key={group.title} {...group} />
      ))}
      {comes === null ? null : (
        <Group title="Announced by Stripe" tone="held" lead={comes.deadline} items={comes.steps} />
      )}
    </>
  );
}

type GroupProps = {
  title: string;
  tone: Tone | undefined;
  lead?: string | null;
  items: RequirementsInWords['dueNow'];
};

function Group({ title, tone, lead = null, items }: GroupProps) {
  return (
    <div className="requirement-group">
      <Badge tone={tone}>{title}</Badge>
      {lead === null ? null : (
        <p>
          <TextWithTimes text={lead} seconds={false} />
        </p>
      )}
      <ul className="bullets">
        {items.map(({ code, text, refusals }) => (
          <li key={code}>
            {text} <span className="mono small muted">{code}</span>
            {refusals.map((refusal) => (
              <p key={refusal.code} className="small muted">
                Stripe: <span className="mono">{refusal.code}</span>
                {refusal.reason === null ? null : <> “{refusal.reason}”</>}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
