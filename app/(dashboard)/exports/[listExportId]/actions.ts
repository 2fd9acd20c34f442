'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { stopListExport } from '#lib/tables/stop-list-export.ts';

export const stopListExportAction = defineAction(stopListExport, (form) => ({
  listExportId: formText(form, 'listExportId'),
}));
