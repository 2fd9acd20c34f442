import type { Route } from 'next';
import Link from 'next/link';
import { Sign } from '../ui/icons.tsx';
import { listHref, type ListParams } from './list-href.ts';

/** A filter that came with a link, and the way to drop it. */
export function Chosen({
  path,
  params,
  name,
  label,
}: {
  path: Route;
  params: ListParams;
  name: string;
  label: string;
}) {
  return (
    <Link className="chosen" href={listHref(path, params, { [name]: undefined })} prefetch={false}>
      <span className="vh">Drop </span>
      {label}
      <Sign name="close" size={11} />
    </Link>
  );
}
