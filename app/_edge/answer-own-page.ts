import type { z } from 'zod';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { noteRefused, refuseForeign, refuseVisitor } from './note-refused.ts';
import { requireContext } from './operator.ts';
import { isSameOrigin } from './same-origin.ts';

/** The answer of a verb, as JSON, to a script of our own page; refusals in words and on record. */
export async function answerOwnPage<Body extends z.ZodType>(
  request: Request,
  {
    permission,
    body,
    answer,
  }: {
    permission: Permission;
    body: Body;
    answer: (ctx: Context, input: z.output<Body>) => Promise<object>;
  },
): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseForeign(permission, 'Sent from another site.');
  const refusal = await refuseVisitor(permission);
  if (refusal) return refusal;
  const asked = body.safeParse(await request.json().catch(() => null));
  if (!asked.success) return new Response('This is not what this address takes.', { status: 400 });
  try {
    return Response.json(await answer(await requireContext(), asked.data), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(permission, error);
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 409 });
  }
}
