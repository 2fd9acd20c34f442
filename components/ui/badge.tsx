import type { ReactNode } from 'react';

/** What a colour means: `held` waits for a person, `failed`, `paid` arrived or agrees, `info` moves. */
export type Tone = 'held' | 'failed' | 'paid' | 'info';

/** A word with a tint. @param dot only for a state of something @param line an edge instead of a tint */
export function Badge({
  tone,
  dot = false,
  line = false,
  children,
}: {
  tone?: Tone | undefined;
  dot?: boolean;
  line?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={['badge', tone, line ? 'line' : ''].filter(Boolean).join(' ')}>
      {dot ? <span className="dot" /> : null}
      {children}
    </span>
  );
}

/** The mark in front of a line. The words beside it say the same. */
export function Dot({ tone }: { tone?: Tone | undefined }) {
  return <span className={tone ? `dot ${tone}` : 'dot'} />;
}
