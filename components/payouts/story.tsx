import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatClock, formatDay, formatInstant } from '../ui/format-instant.ts';
import type { Tone } from '../ui/badge.tsx';

/** One thing that happened, ready to be drawn. `href` leads to the record of it. */
export type StoryItem = {
  readonly key: string;
  readonly at: Date;
  readonly tone: Tone | undefined;
  readonly title: ReactNode;
  readonly detail: ReactNode;
  readonly id: string | null;
  readonly href: string | null;
};

/** A timeline by day, in the order given. @param zone IANA name of the zone whose days and clock are shown */
export function Story({ items, zone }: { items: readonly StoryItem[]; zone: string }) {
  const days = Map.groupBy(items, (item) => formatDay(item.at, zone));
  return (
    <ol className="tl">
      {[...days].flatMap(([day, ofDay]) => [
        <li key={day} className="tl-day">
          {day}
        </li>,
        ...ofDay.map((item) => (
          <li key={item.key}>
            <time
              dateTime={item.at.toISOString()}
              title={`${formatInstant(item.at, zone, { seconds: true, year: true })} ${zone}`}
            >
              {formatClock(item.at, zone)}
            </time>
            <span className={item.tone ? `pin ${item.tone}` : 'pin'} />
            <div>
              <p>{item.title}</p>
              <p className="sub">{item.detail}</p>
              {item.id === null ? null : (
                <p className="sub mono id">
                  {item.href === null ? (
                    item.id
                  ) : (
                    <Link href={item.href as Route} prefetch={false}>
                      {item.id}
                    </Link>
                  )}
                </p>
              )}
            </div>
          </li>
        )),
      ])}
    </ol>
  );
}
