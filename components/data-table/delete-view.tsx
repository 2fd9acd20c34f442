import type { SavedView } from '#lib/tables/types.ts';
import { ActionForm } from '../ui/action-form.tsx';

/** Deleting a view asks first, since nothing brings it back. A plain disclosure, so that it asks without scripts too. */
export function DeleteView({
  view: { savedViewId, name, isShared },
  action,
}: {
  view: SavedView;
  action: Parameters<typeof ActionForm>[0]['action'];
}) {
  return (
    <details className="fold delete-view">
      <summary>Delete “{name}”…</summary>
      <p className="small">
        {isShared ? 'It is gone for everybody, and nothing brings it back.' : 'Nothing brings it back.'}
      </p>
      <ActionForm action={action} fields={{ savedViewId }} kind="danger" small label="Delete for good" />
    </details>
  );
}
