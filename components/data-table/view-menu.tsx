import type { Route } from 'next';
import Link from 'next/link';
import type { SavedView } from '#lib/tables/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Sign } from '../ui/icons.tsx';
import { countText, type CappedCount } from './count.ts';
import { DeleteView } from './delete-view.tsx';

type FormAction = (
  previous: unknown,
  form: FormData,
) => Promise<{ ok: true } | { ok: false; message: string }>;

export type CountedView = SavedView & { readonly count: CappedCount | null };

const ROLES = [
  ['viewer', 'viewers'],
  ['finance_operator', 'finance operators'],
  ['risk_reviewer', 'risk reviewers'],
  ['administrator', 'administrators'],
] as const;

/**
 * Saved views with live counts, and the way to keep the present one.
 * @param here the present view's address without its path @param sharesFor the roles whose default the reader may choose; with none they share nothing
 */
export function ViewMenu({
  list,
  path,
  views,
  here,
  sharesFor,
  saveAction,
  shareAction,
  deleteAction,
}: {
  list: string;
  path: Route;
  views: readonly CountedView[];
  here: string;
  sharesFor: readonly string[];
  saveAction: FormAction;
  shareAction: FormAction;
  deleteAction: FormAction;
}) {
  return (
    <details className="facet menu-end views" name="facets">
      <summary>
        Views
        <Sign name="down" size={12} />
      </summary>
      <div className="pop views-pop">
        {views.length === 0 ? <p className="small muted no-view">No saved view yet.</p> : null}
        <ul>
          {views.map((view) => (
            <li key={view.savedViewId}>
              <Link
                href={`${path}?${view.query}`}
                prefetch={false}
                aria-current={view.query === here ? 'true' : undefined}
              >
                <span>
                  {view.name}
                  <span className="small muted"> {sharedWords(view)}</span>
                </span>
                <span>{view.count === null ? '' : countText(view.count)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <div className="view-forms">
          <ActionForm
            action={saveAction}
            fields={{ list, query: here }}
            small
            label="Save this view"
            done="Saved."
          >
            <label className="vh" htmlFor="view-name">
              Name of the view
            </label>
            <input
              id="view-name"
              name="name"
              className="input"
              placeholder="Name of this view"
              maxLength={60}
              required
            />
          </ActionForm>
          {views
            .filter((view) => view.isMine && view.query === here)
            .map((view) => (
              <OwnView
                key={view.savedViewId}
                view={view}
                sharesFor={sharesFor}
                shareAction={shareAction}
                deleteAction={deleteAction}
              />
            ))}
        </div>
      </div>
    </details>
  );
}

function sharedWords({ isMine, isShared, ownerName, defaultForRole }: SavedView): string {
  const role = ROLES.find(([name]) => name === defaultForRole)?.[1];
  const by = isMine ? (isShared ? 'shared' : '') : `by ${ownerName ?? 'somebody who left'}`;
  return role === undefined ? by : `${by}, default of ${role}`;
}

function OwnView({
  view,
  sharesFor,
  shareAction,
  deleteAction,
}: {
  view: SavedView;
  sharesFor: readonly string[];
  shareAction: FormAction;
  deleteAction: FormAction;
}) {
  const fields = { savedViewId: view.savedViewId };
  return (
    <>
      {sharesFor.length > 0 ? (
        <ActionForm
          action={shareAction}
          fields={{ ...fields, isShared: 'yes' }}
          small
          label={`Share “${view.name}”`}
          done="Shared."
        >
          <label className="small" htmlFor="view-role">
            Opens by itself for
          </label>
          <select id="view-role" name="role" className="input" defaultValue={view.defaultForRole ?? ''}>
            <option value="">nobody</option>
            {ROLES.filter(([role]) => sharesFor.includes(role) || role === view.defaultForRole).map(
              ([role, words]) => (
                <option key={role} value={role}>
                  {words}
                </option>
              ),
            )}
          </select>
        </ActionForm>
      ) : null}
      {sharesFor.length > 0 && view.isShared ? (
        <ActionForm
          action={shareAction}
          fields={{ ...fields, isShared: 'no', role: '' }}
          kind="quiet"
          small
          label="Stop sharing"
        />
      ) : null}
      <DeleteView view={view} action={deleteAction} />
    </>
  );
}
