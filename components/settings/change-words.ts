import { ROLES, type Role } from './role-words.ts';

/** A change of somebody as people say it. */
export function changeWords({
  change,
  fromRole,
  toRole,
}: {
  change: 'role' | 'disable' | 'enable';
  fromRole: Role;
  toRole: Role;
}): string {
  switch (change) {
    case 'role':
      return `${ROLES[fromRole].name} becomes ${ROLES[toRole].name}`;
    case 'disable':
      return `${ROLES[fromRole].name} is disabled`;
    case 'enable':
      return `${ROLES[fromRole].name} is enabled again`;
  }
}
