import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/icons.tsx';

/** The search of the page of its own: a plain GET form. */
export function SearchForm({ text }: { text: string }) {
  return (
    <search>
      <form action="/search" className="query page-query">
        <Sign name="search" size={15} />
        <label className="vh" htmlFor="search-page">
          Id, name or amount
        </label>
        <input
          id="search-page"
          name="q"
          type="search"
          defaultValue={text}
          placeholder="Name, po_…, acct_…, evt_…, jnl_…, or 1,284.00 EUR"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          data-filter-field=""
        />
        <Button type="submit" kind="quiet" small>
          Search
        </Button>
      </form>
    </search>
  );
}
