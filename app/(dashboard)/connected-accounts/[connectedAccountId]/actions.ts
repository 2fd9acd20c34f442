'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { addNote } from '#lib/connected-accounts/add-note.ts';
import { editNote } from '#lib/connected-accounts/edit-note.ts';

export const addNoteAction = defineAction(addNote, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  text: formText(form, 'text'),
  isPinned: form.has('isPinned'),
}));

export const editNoteAction = defineAction(editNote, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  noteId: formText(form, 'noteId'),
  versionSeen: formText(form, 'version'),
  text: formText(form, 'text'),
  isPinned: form.has('isPinned'),
}));
