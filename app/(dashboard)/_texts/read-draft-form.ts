import { confirmationOf } from '#app/_edge/confirmation.ts';
import { formText } from '#app/_edge/form-text.ts';

/** What `PolicyEditor` sends. */
export const readDraftForm = (form: FormData) => ({
  text: formText(form, 'text'),
  seenHash: form.has('seenHash') ? formText(form, 'seenHash') : null,
});

/** Which draft was on the screen of `DraftSection`. */
export const readSeenDraft = (form: FormData) => ({
  versionId: formText(form, 'versionId'),
  seenHash: formText(form, 'seenHash'),
});

export const readProvenDraft = (form: FormData) => ({
  ...readSeenDraft(form),
  confirmation: confirmationOf(form),
});
