'use client';

import { useEffect, useState } from 'react';
import type { DemoCodes } from '#lib/approvals/types.ts';
import { useIsLive } from '../ui/use-is-live.ts';
import { codeAt, startOf, stepNow } from './browser-code.ts';
import { useSecondsUntil } from './next-code.tsx';

/**
 * The demo has no phones: what one would show, with a button that types it.
 * @param fills the id of the field for the code
 */
export function DemoCode({ demo, fills }: { demo: DemoCodes; fills: string }) {
  const code = useCodeNow(demo);
  // Not before it could: without scripts, or before they run, it would be a button that does nothing.
  const canType = useIsLive();
  return (
    <span className="step-up-demo small muted">
      {code === null ? (
        <DemoWait lastStep={demo.lastStep} />
      ) : (
        <>
          Demo: your phone would show <span className="mono">{code}</span>. A code counts once.{' '}
          {canType && (
            <button
              type="button"
              className="btn btn-quiet btn-sm"
              onClick={() => {
                const field = document.getElementById(fills);
                if (!(field instanceof HTMLInputElement)) return;
                field.value = code;
                field.focus();
              }}
            >
              Type it
            </button>
          )}
        </>
      )}
    </span>
  );
}

/** The server takes a code from one step ahead, so the demo types it that much sooner. */
function DemoWait({ lastStep }: { lastStep: number }) {
  const seconds = useSecondsUntil(startOf(lastStep));
  return (
    <>
      Demo: this code is used, and each counts once. Next code{' '}
      {seconds === null ? 'within half a minute' : <span className="nowrap">in {seconds} s</span>}.
    </>
  );
}

/** The server's code until it is too old, then the browser's own; on plain http without one it stays the server's. */
function useCodeNow({ secret, lastStep, code: first }: DemoCodes): string | null {
  const [code, setCode] = useState(first);
  useEffect(() => {
    const show = async (): Promise<void> => {
      const now = stepNow();
      const step = Math.max(now, lastStep + 1);
      setCode(step > now + 1 ? null : await codeAt(secret, step));
    };
    if (!('subtle' in crypto)) return;
    const timer = setInterval(() => void show(), 1_000);
    return () => {
      clearInterval(timer);
    };
  }, [secret, lastStep]);
  return code;
}
