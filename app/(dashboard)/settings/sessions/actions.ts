'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { endOperatorSession } from '#lib/auth/end-operator-session.ts';
import { endOtherOperatorSessions } from '#lib/auth/end-other-operator-sessions.ts';

export const endOperatorSessionAction = defineAction(endOperatorSession, (form) => ({
  sessionHandle: formText(form, 'sessionHandle'),
}));

export const endOtherOperatorSessionsAction = defineAction(endOtherOperatorSessions, (form) => ({
  keptSessionHandle: formText(form, 'keptSessionHandle'),
}));
