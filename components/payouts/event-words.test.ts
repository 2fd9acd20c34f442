import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RequestAttempt, RequestEvent } from '#lib/payouts/types.ts';
import { eventWords } from './event-words.ts';

const ATTEMPT: RequestAttempt = {
  payoutAttemptId: 'pat_1',
  attemptNumber: 2,
  state: 'accepted',
  calls: 1,
  lookUps: 0,
  createdAt: new Date('2026-11-23T06:00:00Z'),
  stripeRequestId: null,
  errorCode: null,
  errorMessage: null,
  nextLookUpAt: null,
};

const said = (
  event: Partial<RequestEvent> & Pick<RequestEvent, 'action'>,
  attempt: Partial<RequestAttempt> = {},
): string =>
  eventWords(
    {
      auditRecordId: '1',
      at: new Date('2026-11-23T06:00:00Z'),
      by: event.action.startsWith('payout_attempt.') ? 'Sluice' : 'Anna Lindqvist',
      about: null,
      detail: null,
      because: null,
      approvals: null,
      payoutAttemptId: 'pat_1',
      call: null,
      payoutId: null,
      ...event,
    },
    [{ ...ATTEMPT, ...attempt }],
  );

it.each<[string, Parameters<typeof said>[0], Partial<RequestAttempt>?]>([
  ['Anna Lindqvist asked for it', { action: 'payout_request.propose' }],
  ['Sluice asked for it, by the account’s schedule', { action: 'payout_request.propose', by: 'Sluice' }],
  ['Anna Lindqvist approved it, 1 of 2', { action: 'payout_request.approve', approvals: '1 of 2' }],
  [
    'Bo’s approval counts no more: their role changed',
    { action: 'payout_request.approval_lost', about: 'Bo', because: 'their role changed' },
  ],
  [
    'It went back to people, for Bo’s approval counts no more: their role changed',
    { action: 'payout_request.fall_back', about: 'Bo', because: 'their role changed' },
  ],
  [
    'It went back to people: somebody rejected money of it meanwhile',
    { action: 'payout_request.fall_back', because: 'somebody rejected money of it meanwhile' },
  ],
  ['It was passed over when Anna Lindqvist decided many together', { action: 'bulk_decision.pass_over' }],
  // What came of it is told where it came: after what was asked.
  ['Sluice took it to send it, attempt no. 2', { action: 'payout_attempt.claim' }],
  ['Sluice took it to send it, attempt no. 2', { action: 'payout_attempt.claim' }, { state: 'refused' }],
  ['Sluice asked Stripe for it, attempt no. 2', { action: 'payout_attempt.call', call: 1 }],
  [
    'Sluice asked Stripe for it again with the same key, attempt no. 2, call 3',
    { action: 'payout_attempt.call', call: 3 },
  ],
  [
    'Sluice gave up attempt no. 2 before Stripe was asked: a hold was open on it',
    { action: 'payout_attempt.abandon', because: 'a hold was open on it' },
  ],
  ['Stripe has it as po_1', { action: 'payout_request.send', payoutId: 'po_1' }],
  [
    'Its money came back: po_1 failed or was cancelled',
    { action: 'payout_request.return', payoutId: 'po_1' },
  ],
])('the story says: %s', (sentence, event, attempt) => {
  expect(said(event, attempt)).toBe(sentence);
});

it('everything that is put on record of a request or its attempts has a sentence of its own', () => {
  const written = ['payouts', 'approvals'].flatMap((folder) =>
    readdirSync(`lib/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.includes('.test.') && !path.includes('.fixture.'))
      .flatMap((path) => [
        ...readFileSync(`lib/${folder}/${path}`, 'utf8').matchAll(
          /'(payout_(?:request|attempt)\.[a-z_]+|bulk_decision\.pass_over)'/g,
        ),
      ])
      .map(([, action = '']) => action),
  );
  // How a call ended is recorded by the state that the attempt came to.
  const ended = ['refused', 'unknown', 'claimed'].map((state) => `payout_attempt.${state}`);
  // Who only looked stands in the audit, and not in the story.
  const looks = new Set(['payout_request.claim_review', 'payout_request.release_review']);
  const told = [...new Set([...written, ...ended])].filter((action) => !looks.has(action));
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter((action) => /, by (?:Sluice|Anna Lindqvist)$/.test(said({ action })))).toEqual([]);
});
