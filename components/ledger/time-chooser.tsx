import type { Route } from 'next';
import Form from 'next/form';
import Link from 'next/link';
import type { ListParams } from '../data-table/list-href.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';

/** A time that is often asked for. */
export type UsualTime = { label: string; href: Route };

/**
 * Asks for the balances at a past time, as one GET form. @param wallClock the chosen time in the reader's zone
 * @param params parts of the address to keep
 */
export function TimeChooser({
  path,
  params,
  at,
  wallClock,
  zone,
  usual,
  nowHref,
}: {
  path: Route;
  params: ListParams;
  at: Date | null;
  wallClock: string;
  zone: string;
  usual: readonly UsualTime[];
  nowHref: Route;
}) {
  return (
    <search aria-label="Balances at a time">
      <Form action={path} prefetch={false} className="filters fields" key={wallClock}>
        {Object.entries(params)
          .filter(([name]) => name !== 'at')
          .map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        <label className="field">
          <span className="label">Balances at, {zone}</span>
          <input
            className="input"
            type="datetime-local"
            name="at"
            step={1}
            defaultValue={wallClock}
            required
          />
        </label>
        <Button type="submit">Show</Button>
        <p className="small usual-times">
          {at === null ? (
            <span className="muted">Now. Or at the </span>
          ) : (
            <>
              <b>
                As of <Time at={at} seconds year />
              </b>
              <span className="muted">. Or </span>
              <Link href={nowHref} prefetch={false}>
                now
              </Link>
              <span className="muted">, at the </span>
            </>
          )}
          {usual.map(({ label, href }, position) => (
            <span key={label}>
              {position === 0 ? null : <span className="muted">, </span>}
              <Link href={href} prefetch={false}>
                {label}
              </Link>
            </span>
          ))}
        </p>
      </Form>
    </search>
  );
}
