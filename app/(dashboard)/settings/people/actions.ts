'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { invitationLink } from '#app/_edge/invitation-link.ts';
import { changeOperatorAsShown } from '#lib/people/change-as-shown.ts';
import { changeOperator } from '#lib/people/change-operator.ts';
import { decideOperatorChangeAsShown } from '#lib/people/decide-as-shown.ts';
import { endSessionsOfOperator } from '#lib/people/end-sessions-of-operator.ts';
import { inviteOperator } from '#lib/people/invite-operator.ts';
import { renewInvitation } from '#lib/people/renew-invitation.ts';
import { vouchAsShown } from '#lib/people/vouch-as-shown.ts';

// The casts below pick text from a form; each verb parses what it gets and refuses any other word.

export const inviteOperatorAction = defineAction(
  inviteOperator,
  (form) => ({
    name: formText(form, 'name'),
    email: formText(form, 'email'),
    role: formText(form, 'role') as 'viewer',
  }),
  ({ token }, { name, email }) => ({ shown: invitationLink(token), whose: `${name}, ${email}` }),
);

export const renewInvitationAction = defineAction(
  renewInvitation,
  (form) => ({ operatorId: formText(form, 'operatorId') }),
  ({ token }) => invitationLink(token),
);

export const vouchForOperatorAction = defineAction(vouchAsShown, (form) => ({
  operatorId: formText(form, 'operatorId'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const disableOperatorAction = defineAction(changeOperator, (form) => ({
  operatorId: formText(form, 'operatorId'),
  change: 'disable' as const,
}));

export const changeOperatorAction = defineAction(
  changeOperatorAsShown,
  (form) => ({
    operatorId: formText(form, 'operatorId'),
    change: formText(form, 'change') as 'role',
    ...(form.has('role') ? { role: formText(form, 'role') as 'viewer' } : {}),
    root: formText(form, 'root'),
    confirmation: confirmationOf(form),
  }),
  undefined,
  () => '/settings/people',
);

export const decideOperatorChangeAction = defineAction(decideOperatorChangeAsShown, (form) => ({
  changeRequestId: formText(form, 'changeRequestId'),
  decision: formText(form, 'decision') as 'rejected',
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const endSessionsOfOperatorAction = defineAction(endSessionsOfOperator, (form) => ({
  operatorId: formText(form, 'operatorId'),
}));
