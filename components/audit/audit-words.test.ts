import { expect, test } from 'vitest';
import { actorWords } from './audit-words.ts';

test('whoever acted is called by what people know them by', () => {
  const who = (
    actorKind: 'operator' | 'job' | 'connected_account_owner',
    actorName: string | null,
    actorId: string,
  ) => actorWords({ actorKind, actorName, actorId });
  expect(who('operator', 'Anna Lindqvist', 'opr_1')).toBe('Anna Lindqvist');
  expect(who('operator', null, 'opr_gone')).toBe('opr_gone');
  expect(who('job', null, 'propose-payouts')).toBe('propose-payouts');
  expect(who('connected_account_owner', null, 'acct_1/clara@marigold.example')).toBe(
    'clara@marigold.example',
  );
  expect(who('connected_account_owner', null, 'acct_1')).toBe('acct_1');
});
