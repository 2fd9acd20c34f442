'use client';

import { useEffect, useState, type ReactNode } from 'react';
import { Sign } from './icons.tsx';

/** Long enough to be read out, short enough that the sign still speaks of the last press. */
const SAID_MS = 4_000;

type Said = 'copied' | 'refused' | null;

/**
 * Copies `text`, says so beside the button, and says when the browser refused: over plain http it has no clipboard at all.
 * @param what names the text, such as `payout id` @param label what the button says where it is more than a sign
 * @param refusal said then; usually the text stands on the page and can be copied by hand
 */
export function CopyButton({
  text,
  what,
  label,
  refusal = 'Not copied: select it and copy it by hand',
  className,
}: {
  text: string;
  what: string;
  label?: ReactNode;
  refusal?: string;
  className: string;
}) {
  const [said, setSaid] = useState<Said>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => {
      setSaid(null);
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  const copy = async (): Promise<void> => {
    // Said anew when it is pressed again.
    setSaid(null);
    try {
      await navigator.clipboard.writeText(text);
      setSaid('copied');
    } catch {
      setSaid('refused');
    }
  };
  return (
    <>
      <button type="button" className={className} title={`Copy ${what}`} onClick={() => void copy()}>
        <Sign name={said === 'copied' ? 'check' : 'copy'} size={13} />
        {label ?? <span className="vh">{`Copy ${what}`}</span>}
      </button>
      <span className="copy-said small" role="status">
        {said === null ? null : said === 'copied' ? (
          <span className="copied">
            Copied<span className="vh"> {what}</span>
          </span>
        ) : (
          <span className="t-failed">{refusal}</span>
        )}
      </span>
    </>
  );
}
