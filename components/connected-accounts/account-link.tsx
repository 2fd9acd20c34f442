import type { Route } from 'next';
import Link from 'next/link';

/** A connected account by its name, to its own page; by its id where it has none. */
export function AccountLink({
  of: { connectedAccountId, displayName },
}: {
  of: { readonly connectedAccountId: string; readonly displayName: string };
}) {
  return (
    <Link
      href={`/connected-accounts/${connectedAccountId}` as Route} // the account's own page
      prefetch={false}
      className="link"
    >
      {displayName === '' ? connectedAccountId : <bdi>{displayName}</bdi>}
    </Link>
  );
}
