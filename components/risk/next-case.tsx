import type { Route } from 'next';
import Link from 'next/link';
import { ActKeys } from '../data-table/act-keys.tsx';

const KEYS = [{ key: 'j', meaning: 'next case', selector: '[data-next-case]', leads: true }] as const;

/** The next one that waits for a person; also by a key. */
export function NextCase({ nextId }: { nextId: string | null }) {
  if (nextId === null) return <span className="small muted">No other case waits.</span>;
  return (
    <>
      <ActKeys acts={KEYS} />
      <Link
        href={`/anomalies/${nextId}` as Route}
        prefetch={false}
        className="btn btn-plain"
        data-next-case=""
        aria-keyshortcuts="j"
      >
        Next case <kbd aria-hidden="true">j</kbd>
      </Link>
    </>
  );
}
