'use client';

import { useEffect, useState } from 'react';

/** How long an approval can still be taken back. @param at the end of that time, an ISO instant */
export function LeavesIn({ at }: { at: string | null }) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, []);
  if (at === null || now === null) return <>Approved. It leaves when the time to take it back is over.</>;
  const seconds = Math.ceil((Date.parse(at) - now) / 1000);
  if (seconds <= 0) return <>Approved. A worker takes it now, unless a hold or a switch keeps it.</>;
  return (
    <>
      Approved. Leaves in <span aria-hidden="true">{seconds} s</span>
      <span className="vh">a few seconds</span>.
    </>
  );
}
