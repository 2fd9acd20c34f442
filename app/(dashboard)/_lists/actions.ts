'use server';

import { randomUUID } from 'node:crypto';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { deleteView } from '#lib/tables/delete-view.ts';
import { saveView } from '#lib/tables/save-view.ts';
import { shareView } from '#lib/tables/share-view.ts';

export const saveViewAction = defineAction(saveView, (form) => ({
  savedViewId: `view_${randomUUID()}`,
  // The verb knows the lists and refuses any other text.
  list: formText(form, 'list') as 'payouts',
  name: formText(form, 'name'),
  query: formText(form, 'query'),
}));

export const shareViewAction = defineAction(shareView, (form) => {
  const role = formText(form, 'role');
  return {
    savedViewId: formText(form, 'savedViewId'),
    isShared: formText(form, 'isShared') === 'yes',
    // The verb knows the roles and refuses any other text.
    defaultForRole: role === '' ? null : (role as 'viewer'),
  };
});

export const deleteViewAction = defineAction(deleteView, (form) => ({
  savedViewId: formText(form, 'savedViewId'),
}));
