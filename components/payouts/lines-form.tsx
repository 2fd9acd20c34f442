import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/**
 * Lines of proposals, typed.
 * @param formId of this form as it was drawn: sent twice, it is read once
 */
export function LinesForm({ action, formId, lines }: { action: FormAction; formId: string; lines: string }) {
  return (
    <ActionForm
      action={action}
      fields={{ formId }}
      kind="primary"
      label="Read the lines"
      pendingLabel="Reading"
      className="policy-form"
    >
      <div className="field">
        <label htmlFor="payout-lines">Connected account, currency, amount; one payout a line</label>
        <textarea
          id="payout-lines"
          className="input mono policy-text"
          name="lines"
          rows={Math.min(20, Math.max(5, lines.split('\n').length + 1))}
          required
          maxLength={30_000}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          placeholder={'acct_…, EUR, 250.00\nacct_…, HUF, all'}
          defaultValue={lines}
        />
      </div>
    </ActionForm>
  );
}
