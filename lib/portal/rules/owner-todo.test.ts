import { expect, it } from 'vitest';
import { requirementsInWords } from '../../connected-accounts/requirements-in-words.ts';
import { DISABLED_WORDS } from '../../connected-accounts/requirement-words.ts';
import { ownerTodo } from './owner-todo.ts';

const NOW = new Date('2026-11-21T10:00:00Z');

function todoOf(
  disabledReason: string | null,
  requirements: Record<string, string[]>,
  lifecycle = 'restricted',
) {
  const account = { lifecycle, disabledReason, requirements, futureRequirements: {}, currentDeadline: NOW };
  return ownerTodo(requirementsInWords(account, NOW), account);
}

const ASKED = { currently_due: ['individual.verification.document'] };

it('says in no box that nothing needs to be done beside what does', () => {
  for (const reason of [null, ...Object.keys(DISABLED_WORDS), 'something_new']) {
    if (reason?.startsWith('rejected.') === true) continue;
    const todo = todoOf(reason, ASKED);
    expect(todo.dueNow, String(reason)).toHaveLength(1);
    expect(todo.blocked ?? '', String(reason)).not.toMatch(/[Nn]othing needs/);
    expect(todo.isWaiting, String(reason)).toBe(false);
  }
});

it('tells whoever can do nothing that it waits, and says once that Stripe is checking', () => {
  const checked = todoOf('requirements.pending_verification', { pending_verification: ['company.tax_id'] });
  expect(checked).toMatchObject({ isWaiting: true, beingChecked: [] });
  expect(checked.blocked).toBe('Stripe is checking what you sent. Nothing needs to be done about that.');
  for (const reason of ['under_review', 'listed', 'platform_paused', 'other', 'something_new'])
    expect(todoOf(reason, {}).isWaiting, reason).toBe(true);
  for (const reason of ['requirements.past_due', 'action_required.requested_capabilities', null])
    expect(todoOf(reason, {}).isWaiting, String(reason)).toBe(false);
  expect(todoOf(null, { pending_verification: ['company.tax_id'] }).beingChecked).toHaveLength(1);
});

it('asks nothing of an account that is rejected, whatever Stripe goes on listing', () => {
  const todo = todoOf('rejected.fraud', { ...ASKED, eventually_due: ['company.tax_id'] }, 'rejected');
  expect(todo).toMatchObject({ dueNow: [], overdue: [], dueLater: [], deadline: null, comes: null });
  expect(todo.isWaiting).toBe(true);
  expect(todo.blocked).toMatch(/no payments any more/);
});
