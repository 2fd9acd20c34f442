'use client';

import { useState } from 'react';
import { Sign } from './icons.tsx';

/** An id in full with a button that copies it. @param what names the id for screen readers, e.g. `payout id` */
export function CopyId({ id, what = 'id' }: { id: string; what?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <span className="copy-id">
      <span className="mono">{id}</span>
      <button
        type="button"
        className="icon-btn"
        title={copied ? 'Copied' : `Copy ${what}`}
        onClick={() => {
          navigator.clipboard.writeText(id).then(
            () => {
              setCopied(true);
            },
            () => {
              // Refused by the browser: the id stands beside the button and can be selected by hand.
              setCopied(false);
            },
          );
        }}
      >
        <Sign name={copied ? 'check' : 'copy'} size={13} />
        <span className="vh" aria-live="polite">
          {copied ? 'Copied' : `Copy ${what} ${id}`}
        </span>
      </button>
    </span>
  );
}
