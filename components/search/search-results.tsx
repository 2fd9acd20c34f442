import Link from 'next/link';
import type { SearchGroup } from '#lib/overview/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { hitHref, kindWord } from './hit-words.ts';

/** What was found, a list for each kind. */
export function SearchResults({ groups }: { groups: readonly SearchGroup[] }) {
  return groups.map(({ kind, hits }) => (
    <section key={kind} className="section" aria-labelledby={`found-${kind}`}>
      <h2 id={`found-${kind}`}>{kindWord(kind)}</h2>
      <ul className="plain-list">
        {hits.map((hit) => (
          <li key={hit.id}>
            <span>
              <Link href={hitHref(hit)} prefetch={false}>
                <bdi>{hit.title}</bdi>
              </Link>{' '}
              <span className="small muted hit-detail">{hit.detail}</span>
            </span>
            <span className="small muted">
              {hit.amount === null ? null : <Amount value={hit.amount} run />}{' '}
              {hit.at === null ? null : <Time at={hit.at} year />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  ));
}
