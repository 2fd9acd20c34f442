import type { Route } from 'next';
import Link from 'next/link';
import { Sign } from '../ui/icons.tsx';

/** What the line was understood as, part by part, each with the way to drop it. */
export function Chips({
  chips,
  clearHref,
}: {
  chips: readonly { text: string; href: Route }[];
  clearHref: Route;
}) {
  if (chips.length === 0) return null;
  return (
    <p className="chips">
      {chips.map(({ text, href }) => (
        <Link key={text} className="chosen mono" href={href} prefetch={false}>
          <span className="vh">Drop </span>
          {text}
          <Sign name="close" size={11} />
        </Link>
      ))}
      {chips.length > 1 ? (
        <Link href={clearHref} prefetch={false} className="small">
          Clear all
        </Link>
      ) : null}
    </p>
  );
}
