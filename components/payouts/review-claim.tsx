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
    claim();
    const timer = setInterval(claim, RENEW_MS);
    return () => {
      clearInterval(timer);
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
