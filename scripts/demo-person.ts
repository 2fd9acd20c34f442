import { jobContext, type Context, type OperatorRole } from '#lib/context.ts';

const PEOPLE = {
  anna: ['Anna Lindqvist', 'finance_operator'],
  ines: ['Ines Okafor', 'risk_reviewer'],
  marek: ['Marek Dudek', 'administrator'],
  noor: ['Noor Haddad', 'administrator'],
} as const satisfies Record<string, readonly [string, OperatorRole]>;

/** What one of the demo's people does in its story, as they would do it themselves. */
export function demoPerson(key: keyof typeof PEOPLE): Context {
  const [name, role] = PEOPLE[key];
  return {
    ...jobContext('seed-demo'),
    actor: { kind: 'operator', operatorId: `opr_demo_${key}`, name, role },
  };
}
