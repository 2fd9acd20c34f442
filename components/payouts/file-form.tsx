'use client';

import { useEffect, useRef, useState } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/**
 * Sends a file of proposals to be read. One that is too large is said to be so before it is sent: a server reads no body of any size.
 * @param bytesMax of a file @param tooLarge what is said of a larger one @param refused one was, on its way
 */
export function FileForm({
  action,
  bytesMax,
  tooLarge,
  refused,
}: {
  action: FormAction;
  bytesMax: number;
  tooLarge: string;
  refused: boolean;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [isTooLarge, setTooLarge] = useState(refused);
  const look = (): void => {
    const file = field.current?.files?.[0];
    if (file === undefined) return;
    setTooLarge(file.size > bytesMax);
    // So that the button sends nothing.
    if (file.size > bytesMax && field.current !== null) field.current.value = '';
  };
  // Chosen before scripts ran.
  useEffect(look, [bytesMax]);
  return (
    <ActionForm action={action} label="Read the file" pendingLabel="Reading" className="file-form">
      <div className="field">
        <label htmlFor="payout-file">File</label>
        <input
          ref={field}
          className="input"
          id="payout-file"
          type="file"
          name="file"
          accept=".csv,.txt,text/csv,text/plain"
          required
          onChange={look}
          {...(isTooLarge ? { 'aria-invalid': true, 'aria-errormessage': 'payout-file-size' } : {})}
        />
        {isTooLarge ? (
          <span className="error" id="payout-file-size" role="alert">
            {tooLarge}
          </span>
        ) : null}
      </div>
    </ActionForm>
  );
}
