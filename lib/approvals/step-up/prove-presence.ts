import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { proveByCode } from './prove-by-code.ts';
import { proveByPasskey } from './prove-by-passkey.ts';
import { readJson } from './read-json.ts';
import { assertionSchema, type StepUpPurpose } from './schemas.ts';

/** What a form brings: a typed code, or a passkey's answer as the JSON text that the browser gave. Empty where not given. */
export type Confirmation = {
  readonly code: string;
  readonly challengeId: string;
  readonly assertion: string;
};

/**
 * Proves presence with whatever somebody confirmed with.
 * @param root of `treeOf` over everything that it is for; one subject's leaf is its own root
 * @returns the proof's id, for the verb that needs it within five minutes
 * @throws DomainError `invalid_input` when there is neither, and whatever the two ways throw
 */
export async function provePresence(
  ctx: Context,
  {
    purpose,
    root,
    confirmation: { code, challengeId, assertion },
  }: { purpose: StepUpPurpose; root: string; confirmation: Confirmation },
): Promise<{ stepUpProofId: string }> {
  if (assertion !== '') return proveByPasskey(ctx, { challengeId, assertion: readAssertion(assertion) });
  if (code.trim() === '') throw refusedField('code', 'Confirm with a passkey or with a one-time code.');
  return proveByCode(ctx, { purpose, root, code });
}

function readAssertion(text: string): ReturnType<typeof assertionSchema.parse> {
  const parsed = assertionSchema.safeParse(readJson(text));
  if (!parsed.success)
    throw new DomainError('invalid_input', 'Your browser’s answer was not understood. Try again.', {
      cause: parsed.error,
    });
  return parsed.data;
}
