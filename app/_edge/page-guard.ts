import { forbidden, notFound, unauthorized } from 'next/navigation';
import { authorize } from '#lib/auth/authorize.ts';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { noteRefused } from './note-refused.ts';
import { requireContext, requireOwnerContext } from './operator.ts';

/**
 * First line of every page: the context of whoever is signed in and may see it. Must run before anything streams, so
 * that the status is a real 401 or 403: never below a `<Suspense>` or a `loading.tsx`.
 */
export async function guardPage(permission: Permission): Promise<Context> {
  return orNotFound(async () => {
    const ctx = await requireContext();
    authorize(ctx, permission);
    return ctx;
  }, permission);
}

/**
 * The same for a page of the portal: an owner, and nobody of the platform's own, whatever their role may.
 */
export async function guardOwnerPage(permission: Permission): Promise<Context> {
  return orNotFound(async () => {
    const { ctx } = await requireOwnerContext();
    authorize(ctx, permission);
    return ctx;
  }, permission);
}

/**
 * Runs a read and turns its refusal into the page for it: 404, 403 or 401. Anything else goes to `error.tsx`.
 * @param action what stands on record of a 401 or 403; a 404 is no refusal
 */
export async function orNotFound<Result>(read: () => Promise<Result>, action = 'page.open'): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    // Next's interrupts are thrown from here, outside the `try`, so that nothing catches them again.
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'unauthenticated' || error.code === 'forbidden') await noteRefused(action, error);
    if (error.code === 'unauthenticated') unauthorized();
    if (error.code === 'forbidden') forbidden();
    if (error.code === 'not_found') notFound();
    throw error;
  }
}
