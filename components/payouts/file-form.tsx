import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/** Sends a file of proposals to be read. */
export function FileForm({ action }: { action: FormAction }) {
  return (
    <ActionForm action={action} label="Read the file" pendingLabel="Reading" className="file-form">
      <div className="field">
        <label htmlFor="payout-file">File</label>
        <input
          className="input"
          id="payout-file"
          type="file"
          name="file"
          accept=".csv,.txt,text/csv,text/plain"
          required
        />
      </div>
    </ActionForm>
  );
}
