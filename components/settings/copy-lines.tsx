'use client';

import { useState } from 'react';
import { Sign } from '../ui/icons.tsx';

/** Text to take elsewhere, as it is. Without a script it can be selected. @param what names it for screen readers */
export function CopyLines({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="copy-lines">
      <pre className="mono" tabIndex={0} role="region" aria-label={what}>
        {text}
      </pre>
      <button
        type="button"
        className="btn btn-plain btn-sm"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => {
              setCopied(true);
            },
            () => {
              // Refused by the browser: the text stands beside the button and can be selected by hand.
              setCopied(false);
            },
          );
        }}
      >
        <Sign name={copied ? 'check' : 'copy'} size={13} />
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        <span className="vh"> {what}</span>
      </button>
    </div>
  );
}
