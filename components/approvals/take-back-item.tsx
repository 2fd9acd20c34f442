'use client';

import { useLayoutEffect, useRef } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { SecondsLeft } from './seconds-left.tsx';

/**
 * The way back from one approval of a bulk decision, in its row.
 * @param until end of the time for it, an ISO instant; null while it waits for people, or for what keeps the money
 */
export function TakeBackItem({
  payoutRequestId,
  name,
  until,
  action,
}: {
  payoutRequestId: string;
  name: string;
  until: string | null;
  action: FormAction;
}) {
  const place = useRef<HTMLDivElement>(null);
  // A button that waits for its answer is disabled, and has lost the focus by then.
  const wasPressed = useRef(false);
  useLayoutEffect(() => {
    const found = place.current;
    const row = found?.closest('tr');
    return () => {
      // With the answer the button goes; whoever pressed it stays on its row.
      const { activeElement, body } = document;
      if (found?.contains(activeElement) || (wasPressed.current && activeElement === body))
        row?.querySelector('a')?.focus();
    };
  }, []);
  return (
    <div
      className="take-back-item"
      ref={place}
      onSubmit={() => {
        wasPressed.current = true;
      }}
    >
      <ActionForm
        action={action}
        fields={{ payoutRequestId }}
        small
        label="Take back"
        about={name}
        pendingLabel="Taking back …"
      />
      {until === null ? null : (
        <span className="small muted">
          <SecondsLeft until={until} />
        </span>
      )}
    </div>
  );
}
