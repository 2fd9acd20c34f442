'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { Outcome } from './answered-form.tsx';
import { useKeptRefusal } from './kept-refusal.ts';

/** Reads the page anew when a form was refused: somebody else was faster, or a part of it was done. An act that is done reads it by itself. */
export function ReadRefused({ outcome }: { outcome: Outcome | null }) {
  const router = useRouter();
  useKeptRefusal(outcome);
  useEffect(() => {
    if (outcome?.ok === false) router.refresh();
  }, [outcome, router]);
  return null;
}
