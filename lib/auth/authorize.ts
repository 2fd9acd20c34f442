import type { Actor, Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { JOB_PERMISSIONS, ROLE_PERMISSIONS, type Permission } from './permissions.ts';

/** The permissions of an actor; empty for whoever is not in the tables. */
export function permissionsOf(actor: Actor): readonly Permission[] {
  switch (actor.kind) {
    case 'operator':
      return ROLE_PERMISSIONS[actor.role];
    case 'job':
      return Object.hasOwn(JOB_PERMISSIONS, actor.job)
        ? JOB_PERMISSIONS[actor.job as keyof typeof JOB_PERMISSIONS] // key checked on the line above
        : [];
    case 'stripe_event':
      return JOB_PERMISSIONS['process-stripe-events'];
    case 'connected_account_owner':
      return ROLE_PERMISSIONS.connected_account_owner;
    case 'visitor':
      return [];
  }
}

/** First line of every verb and query. @throws DomainError `forbidden` */
export function authorize(ctx: Context, permission: Permission): void {
  if (!permissionsOf(ctx.actor).includes(permission)) {
    throw new DomainError('forbidden', `This needs the permission ${permission}. Ask an administrator.`);
  }
}
