import type { z } from 'zod';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { contextOrRefusal, noteRefused, refuseForeign } from './note-refused.ts';
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
  const ctx = await contextOrRefusal(permission);
  if (ctx instanceof Response) return ctx;
  const asked = body.safeParse(await request.json().catch(() => null));
  if (!asked.success) return new Response('This is not what this address takes.', { status: 400 });
  try {
    return Response.json(await answer(ctx, asked.data), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(permission, error);
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 409 });
  }
}
