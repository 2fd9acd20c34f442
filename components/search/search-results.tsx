import Link from 'next/link';
import type { SearchGroup } from '#lib/overview/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { hitDetail, hitHref, kindWord } from './hit-words.ts';

/** What was found, a list for each kind. */
export function SearchResults({ groups }: { groups: readonly SearchGroup[] }) {
  return groups.map(({ kind, hits }) => (
    <section key={kind} className="section" aria-labelledby={`found-${kind}`}>
      <h2 id={`found-${kind}`}>{kindWord(kind)}</h2>
      <ul className="hits">
        {hits.map((hit) => (
          <li key={hit.id}>
            <div>
              <Link href={hitHref(hit)} prefetch={false}>
                <bdi>{hit.title}</bdi>
              </Link>
              <span className="small muted sub">{hitDetail(hit)}</span>
            </div>
            <div className="end">
              {hit.amount === null ? null : <Amount value={hit.amount} run />}
              {hit.at === null ? null : (
                <span className="small muted sub">
                  <Time at={hit.at} year />
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  ));
}
