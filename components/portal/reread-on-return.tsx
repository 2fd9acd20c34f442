'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Drawn when an owner comes back from Stripe's own page: their account is read again, and the page then says what is so. */
export function RereadOnReturn() {
  const router = useRouter();
  useEffect(() => {
    const read = async (): Promise<void> => {
      await fetch('/portal/reread', { method: 'POST' }).catch(() => null);
      // Without the mark in the address a reload does not read it a second time.
      router.replace('/portal/account');
    };
    void read();
  }, [router]);
  return (
    <p className="soft" role="status">
      Reading your account again…
    </p>
  );
}
