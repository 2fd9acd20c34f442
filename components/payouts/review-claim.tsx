'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { askOwnSite } from '../approvals/ask-own-site.ts';

/** Half of the lease, so that one lost renewal frees nothing. */
const RENEW_MS = 60_000;

/**
 * Takes a request for whoever has it open, and keeps it while the tab is seen; a closed laptop frees it within minutes.
 * @param other who else has it now
 */
export function ReviewClaim({
  payoutRequestId,
  canClaim,
  other,
}: {
  payoutRequestId: string;
  canClaim: boolean;
  other: string | null;
}) {
  const router = useRouter();
  const [isMine, setIsMine] = useState(false);
  useEffect(() => {
    if (!canClaim) return;
    const claim = (): void => {
      if (document.visibilityState === 'hidden') return;
      askOwnSite('/payouts/claim', { payoutRequestId }).then(
        () => {
          setIsMine(true);
        },
        () => {
          // Somebody was first, or it is decided: the page says who and what.
          setIsMine(false);
          router.refresh();
        },
      );
    };
    const leave = (): void => {
      // It goes out even while the page goes away; what is lost is the lease's to end.
      void fetch('/payouts/claim', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ payoutRequestId, hasLeft: true }),
        keepalive: true,
      }).catch(() => undefined);
    };
    claim();
    const timer = setInterval(claim, RENEW_MS);
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', claim);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', claim);
      leave();
    };
  }, [payoutRequestId, canClaim, router]);
  return (
    <p className="small review-claim" role="status">
      {other !== null ? (
        <span className="t-held">{other} has it open.</span>
      ) : canClaim && isMine ? (
        <span className="muted">Yours while you have it open.</span>
      ) : (
        <span className="muted">Nobody has it open.</span>
      )}
    </p>
  );
}
