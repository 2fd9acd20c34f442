import type { Route } from 'next';
import Form from 'next/form';
import type { ListParams } from '../data-table/list-href.ts';
import { Button } from '../ui/button.tsx';
import { ENTRY_KINDS } from './entry-words.ts';

/** Book, currency and kind as one GET form. */
export function EntryFilters({ path, params }: { path: Route; params: ListParams }) {
  return (
    <search>
      <Form
        action={path}
        prefetch={false}
        className="filters fields"
        key={new URLSearchParams(params).toString()}
      >
        <label className="field">
          <span className="label">Book</span>
          <input
            className="input mono"
            name="book"
            defaultValue={params['book'] ?? ''}
            placeholder="acct_… or platform"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            data-filter-field=""
          />
        </label>
        <label className="field short">
          <span className="label">Currency</span>
          <input
            className="input"
            name="currency"
            defaultValue={params['currency'] ?? ''}
            placeholder="any"
            autoComplete="off"
            maxLength={3}
          />
        </label>
        <label className="field">
          <span className="label">Kind</span>
          <select className="input" name="kind" defaultValue={params['kind'] ?? ''}>
            <option value="">Any kind</option>
            {Object.entries(ENTRY_KINDS).map(([kind, words]) => (
              <option key={kind} value={kind}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit">Show</Button>
      </Form>
    </search>
  );
}
