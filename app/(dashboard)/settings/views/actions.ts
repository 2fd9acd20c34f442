'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { renameView } from '#lib/tables/rename-view.ts';

export const renameViewAction = defineAction(renameView, (form) => ({
  savedViewId: formText(form, 'savedViewId'),
  name: formText(form, 'name'),
}));
