'use client';

import { useEffect, useState } from 'react';

/** Seconds until an instant, counted down; null before the browser runs, never below zero. @param at ISO */
export function useSecondsUntil(at: string): number | null {
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    const count = (): void => {
      setSeconds(Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1_000)));
    };
    const timer = setInterval(count, 500);
    return () => {
      clearInterval(timer);
    };
  }, [at]);
  return seconds;
}

/** Whoever has just used a code is told when the next one counts, instead of being refused. @param at ISO */
export function NextCode({ at }: { at: string }) {
  const seconds = useSecondsUntil(at);
  if (seconds === 0) return <span className="hint">A new code counts now.</span>;
  return (
    <span className="hint">
      You have used this code; each counts once.{' '}
      {seconds === null ? (
        'The next one comes within half a minute.'
      ) : (
        <>
          Next code in <span className="nowrap">{seconds} s</span>.
        </>
      )}
    </span>
  );
}
