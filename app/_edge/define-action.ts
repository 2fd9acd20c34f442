import type { Route } from 'next';
import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { authorize } from '#lib/auth/authorize.ts';
import type { Permission } from '#lib/auth/permissions.ts';
import { DomainError } from '#lib/errors.ts';
import type { Context } from '#lib/context.ts';
import { toActionResult, type ActionResult } from './action-result.ts';
import { noteRefused } from './note-refused.ts';
import { requireContext, requireOwnerContext } from './operator.ts';
import { isSameOrigin } from './same-origin.ts';

/** A server action for `useActionState`: works as a plain form post too. */
export type FormAction = (previous: unknown, form: FormData) => Promise<ActionResult>;

/** What an answer shows once, and where a form does not say it any more for whom that is. */
type Shown = string | { readonly shown: string; readonly whose: string };

/** A verb, or a step around Stripe that ends in one: it authorises and parses, so a wrong shape is refused there. */
type Step<Input, Result> = (ctx: Context, input: Input) => Promise<Result>;

/**
 * The only way to make a server action: who asks, that verb, its refusal in words, then the page again.
 * @param input picks the verb's input from the form @param shown what of the result the answer shows, once
 * @param leadsTo the page that shows what came of it, instead of the same page again; undefined stays
 */
export function defineAction<Input, Result>(
  verb: Step<Input, Result>,
  input: (form: FormData) => Input,
  shown?: (result: Result, input: Input) => Shown,
  leadsTo?: (result: Result) => Route | undefined,
): FormAction {
  return answerForm(requireContext, verb, input, { shown, leadsTo });
}

/** The same for a page of the portal: an owner's, and nobody's of the platform's own. */
export function defineOwnerAction<Input, Result>(
  verb: Step<Input, Result>,
  input: (form: FormData) => Input,
  shown?: (result: Result, input: Input) => Shown,
): FormAction {
  return answerForm(async () => (await requireOwnerContext()).ctx, verb, input, { shown });
}

function answerForm<Input, Result>(
  contextOf: () => Promise<Context>,
  verb: Step<Input, Result>,
  input: (form: FormData) => Input,
  after: {
    shown?: ((result: Result, input: Input) => Shown) | undefined;
    leadsTo?: ((result: Result) => Route | undefined) | undefined;
  },
): FormAction {
  return async (_previous, posted: unknown) => {
    // Whoever posts by hand sends anything: what is no form is an empty one, so that the verb refuses it, on record.
    const form = posted instanceof FormData ? posted : new FormData();
    let answer: ActionResult = { ok: true };
    let next: Route | undefined;
    try {
      if (!isSameOrigin(await headers())) {
        throw new DomainError('forbidden', 'This form was sent from another site, nothing was changed.');
      }
      const ctx = await contextOf();
      const given = readForm(ctx, verb, () => input(form));
      const result = await verb(ctx, given);
      if (after.shown) answer = answerShowing(after.shown(result, given));
      next = after.leadsTo?.(result);
    } catch (error) {
      await noteRefused(permissionOf(verb), error);
      return toActionResult(error);
    }
    if (next !== undefined) redirect(next);
    refresh();
    return answer;
  };
}

/** What is wrong in a form is told to whoever may send it; anybody else is refused, on record, as by the verb. */
function readForm<Input>(ctx: Context, verb: object, read: () => Input): Input {
  try {
    return read();
  } catch (error) {
    if ('permission' in verb) authorize(ctx, permissionOf(verb) as Permission); // a verb names one of them
    throw error;
  }
}

function answerShowing(shown: Shown): ActionResult {
  return typeof shown === 'string' ? { ok: true, shown } : { ok: true, ...shown };
}

/** A step around Stripe has no permission of its own; the verbs in it have. */
function permissionOf(verb: object): string {
  return 'permission' in verb && typeof verb.permission === 'string' ? verb.permission : 'form.send';
}
