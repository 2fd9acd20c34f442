import type { Route } from 'next';
import Link from 'next/link';
import type { SavedView } from '#lib/tables/types.ts';
import { countOf, type CappedCount } from '../data-table/count.ts';
import { DeleteView } from '../data-table/delete-view.tsx';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { ROLE_ORDER, ROLES } from './role-words.ts';

type FormAction = Parameters<typeof ActionForm>[0]['action'];
type CountedView = SavedView & { readonly count: CappedCount | null };

/** The views of one list with what is in each now; one's own can be changed here. @param path the list's address */
export function ViewList({
  path,
  views,
  sharesFor,
  actions,
}: {
  path: Route;
  views: readonly CountedView[];
  sharesFor: readonly string[];
  actions: { rename: FormAction; share: FormAction; remove: FormAction };
}) {
  return (
    <ul className="settings-list">
      {views.map((view) => (
        <li key={view.savedViewId}>
          <div>
            <p className="head-line">
              <Link href={`${path}?${view.query}` as Route} prefetch={false}>
                {view.name}
              </Link>
              {view.isShared ? <Badge tone="info">Shared</Badge> : null}
            </p>
            <p className="small muted wrap-anywhere">{filterWords(view.query)}</p>
          </div>
          <div>
            <p>{view.count === null ? '' : countOf(view.count, 'row', 'rows')}</p>
            <p className="small muted">{ownerWords(view)}</p>
          </div>
          {view.isMine ? <Changes view={view} sharesFor={sharesFor} actions={actions} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** The filter line as it was typed. */
function filterWords(query: string): string {
  const line = new URLSearchParams(query).get('q');
  return line === null || line === '' ? 'everything' : line;
}

function ownerWords({ isMine, ownerName, defaultForRole }: SavedView): string {
  const owner = isMine ? 'yours' : `by ${ownerName ?? 'somebody who left'}`;
  const role = ROLE_ORDER.find((known) => known === defaultForRole);
  return role === undefined ? owner : `${owner}, opens by itself for the role ${ROLES[role].name}`;
}

function Changes({
  view,
  sharesFor,
  actions,
}: {
  view: SavedView;
  sharesFor: readonly string[];
  actions: { rename: FormAction; share: FormAction; remove: FormAction };
}) {
  const { savedViewId, name, isShared, defaultForRole } = view;
  const fields = { savedViewId };
  return (
    <details className="fold">
      <summary>
        Change<span className="vh"> {name}</span>…
      </summary>
      <div className="person-changes">
        <ActionForm action={actions.rename} fields={fields} label="Rename" done="Renamed." small>
          <label className="vh" htmlFor={`name-${savedViewId}`}>
            New name of {name}
          </label>
          <input
            className="input input-sm"
            id={`name-${savedViewId}`}
            name="name"
            // Another name on the page must not keep what was typed before.
            key={name}
            defaultValue={name}
            maxLength={60}
            required
          />
        </ActionForm>
        {sharesFor.length > 0 ? (
          <ActionForm
            // As above, for what was chosen.
            key={`${String(isShared)} ${defaultForRole ?? ''}`}
            action={actions.share}
            fields={{ ...fields, isShared: 'yes' }}
            label={isShared ? 'Change' : 'Share'}
            done="Shared with everybody."
            small
          >
            <label className="small" htmlFor={`role-${savedViewId}`}>
              Opens by itself for
            </label>
            <select
              className="input input-sm"
              id={`role-${savedViewId}`}
              name="role"
              defaultValue={defaultForRole ?? ''}
            >
              <option value="">nobody</option>
              {ROLE_ORDER.filter((role) => sharesFor.includes(role) || role === defaultForRole).map(
                (role) => (
                  <option key={role} value={role}>
                    {ROLES[role].name}
                  </option>
                ),
              )}
            </select>
          </ActionForm>
        ) : null}
        {sharesFor.length > 0 && isShared ? (
          <ActionForm
            action={actions.share}
            fields={{ ...fields, isShared: 'no', role: '' }}
            label="Stop sharing"
            small
          />
        ) : null}
        <DeleteView view={view} action={actions.remove} />
      </div>
    </details>
  );
}
