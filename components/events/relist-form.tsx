import { ActionForm } from '../ui/action-form.tsx';

/** Lists again from a day what was listed before. @param oldestDay first UTC day of which Stripe still has events @param today in UTC */
export function RelistForm({
  action,
  oldestDay,
  today,
}: {
  action: Parameters<typeof ActionForm>[0]['action'];
  oldestDay: string;
  today: string;
}) {
  return (
    <details className="fold">
      <summary>List again from a day…</summary>
      <p className="small muted">
        For what Stripe may have listed late, behind the point where the last run ended. Sluice does the same
        by itself once a week, for the last 30 days.
      </p>
      <ActionForm
        action={action}
        label="List again"
        pendingLabel="Starting"
        done="Started. A worker takes it up."
      >
        <div className="field">
          <label htmlFor="relist-from">From, in UTC</label>
          <input
            id="relist-from"
            className="input"
            type="date"
            name="fromDay"
            required
            defaultValue={oldestDay}
            max={today}
          />
        </div>
        <div className="field">
          <label htmlFor="relist-what">What to list</label>
          <select id="relist-what" className="input" name="kind" defaultValue="relist">
            <option value="relist">Everything; Stripe keeps events for 30 days</option>
            <option value="relist-money">Only payouts and balance transactions</option>
          </select>
        </div>
      </ActionForm>
    </details>
  );
}
