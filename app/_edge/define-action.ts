import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import type { z } from 'zod';
import { DomainError } from '#lib/errors.ts';
import type { Verb } from '#lib/verb.ts';
import { toActionResult, type ActionResult } from './action-result.ts';
import { requireContext } from './operator.ts';
import { isSameOrigin } from './same-origin.ts';

/** A server action for `useActionState`: works as a plain form post too. */
export type FormAction = (previous: unknown, form: FormData) => Promise<ActionResult>;

/**
 * The only way to make a server action: who asks, that verb, its refusal in words, then the page again.
 * @param input picks the verb's input from the form; the verb parses it, so a wrong shape is refused there
 */
export function defineAction<Input extends z.ZodType, Result>(
  verb: Verb<Input, Result>,
  input: (form: FormData) => z.input<Input>,
): FormAction {
  return async (_previous, form) => {
    try {
      if (!isSameOrigin(await headers())) {
        throw new DomainError('forbidden', 'This form was sent from another site, nothing was changed.');
      }
      await verb(await requireContext(), input(form));
    } catch (error) {
      return toActionResult(error);
    }
    refresh();
    return { ok: true };
  };
}
