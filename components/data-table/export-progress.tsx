'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { counted } from '#lib/counted.ts';

/** As often as a number that moves is worth reading. */
const LOOK_AGAIN_MS = 2_000;

/** How far the worker is with a file, and the file once it is whole. It looks again by itself while it is not. */
export function ExportProgress({
  state,
  rowsWritten,
  rowsExpected,
  failure,
  fileHref,
}: {
  state: 'queued' | 'running' | 'done' | 'failed' | 'stopped';
  rowsWritten: number;
  rowsExpected: number;
  failure: string | null;
  fileHref: string;
}) {
  const router = useRouter();
  const isOpen = state === 'queued' || state === 'running';
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(() => {
      router.refresh();
    }, LOOK_AGAIN_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isOpen, router]);
  const rows = `${rowsWritten.toLocaleString('en-GB')} of ${counted(rowsExpected, 'row')}`;
  return (
    <div className="export-progress" role="status">
      {state === 'failed' ? <p>The file could not be written. {failure}</p> : null}
      {state === 'stopped' ? <p>Stopped after {counted(rowsWritten, 'row')}. No file was kept.</p> : null}
      {state === 'queued' ? <p>Waiting for the worker.</p> : null}
      {state === 'running' ? <p>{rows} written.</p> : null}
      {isOpen ? (
        <progress value={rowsWritten} max={Math.max(rowsExpected, 1)} aria-label="Rows written" />
      ) : null}
      {state === 'done' ? (
        <p>
          <a className="btn btn-primary" href={fileHref} download>
            Download {counted(rowsWritten, 'row')}
          </a>
        </p>
      ) : null}
    </div>
  );
}
