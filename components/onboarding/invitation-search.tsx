import type { Route } from 'next';
import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/icons.tsx';

/** Finds whoever was invited under an address: a plain GET form that keeps the part of the list. */
export function InvitationSearch({
  path,
  part,
  email,
}: {
  path: Route;
  part: string | undefined;
  email: string | undefined;
}) {
  return (
    <search>
      <form action={path} className="query page-query">
        <Sign name="search" size={15} />
        <label className="vh" htmlFor="invitation-email">
          The address that an invitation went to
        </label>
        {part === undefined ? null : <input type="hidden" name="part" value={part} />}
        <input
          id="invitation-email"
          name="email"
          type="search"
          defaultValue={email}
          placeholder="name@example.com"
          autoComplete="off"
          spellCheck={false}
          maxLength={320}
          data-filter-field=""
        />
        <Button type="submit" kind="quiet" small>
          Search
        </Button>
      </form>
    </search>
  );
}
