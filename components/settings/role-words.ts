export type Role = 'viewer' | 'finance_operator' | 'risk_reviewer' | 'administrator';

/** A role as people say it, and what it may. */
export const ROLES: Record<Role, { name: string; may: string }> = {
  viewer: { name: 'Viewer', may: 'reads everything, changes nothing' },
  finance_operator: { name: 'Finance operator', may: 'runs the books and replays events' },
  risk_reviewer: { name: 'Risk reviewer', may: 'reads everything and decides on held payouts' },
  administrator: { name: 'Administrator', may: 'runs the books and manages people' },
};

export const ROLE_ORDER = ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'] as const;
