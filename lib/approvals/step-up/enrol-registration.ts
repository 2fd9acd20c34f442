import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { enrolPasskey } from './enrol-passkey.ts';
import { readJson } from './read-json.ts';
import { registrationSchema } from './schemas.ts';

/** `enrolPasskey` for a form, which brings the browser's answer as JSON text. @throws DomainError as that does */
export async function enrolRegistration(
  ctx: Context,
  { registration, ...rest }: { challengeId: string; name: string; registration: string },
): Promise<{ factorId: string }> {
  const parsed = registrationSchema.safeParse(readJson(registration));
  if (!parsed.success)
    throw new DomainError('invalid_input', 'Your browser’s answer was not understood. Try again.', {
      cause: parsed.error,
    });
  return enrolPasskey(ctx, { ...rest, registration: parsed.data });
}
