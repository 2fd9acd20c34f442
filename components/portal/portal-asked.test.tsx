import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { OwnInformationRequest } from '#lib/information-requests/types.ts';
import { PortalAsked } from './portal-asked.tsx';

const at = new Date('2026-11-21T12:00:00Z');

const request: OwnInformationRequest = {
  informationRequestId: 'irq_1',
  subject: 'An invoice',
  ownerText: 'We compare.',
  filesWanted: [],
  state: 'sent',
  hasLeft: false,
  askedAt: at,
  dueAt: at,
  answerText: null,
  answeredAt: null,
  files: [],
};

const text = (...requests: OwnInformationRequest[]): string =>
  renderToStaticMarkup(<PortalAsked requests={requests} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

it('what waits for an answer is asked with its hour, after which it is overdue; of an account that has left nothing is', () => {
  expect(text(request)).toMatch(/We ask you An invoice , by Sat 21 Nov 2026 12:00 UTC/);
  expect(text({ ...request, state: 'overdue' })).toMatch(/An invoice , was due Sat 21 Nov 2026 12:00 UTC/);
  for (const state of ['sent', 'overdue'] as const) {
    const left = text({ ...request, state, hasLeft: true });
    expect(left).not.toMatch(/We ask you|was due|by /);
    expect(left).toContain('Asked before this account left: 1');
    expect(left).toContain('None of it can be answered here any more. An invoice');
  }
});

it('what was answered stays what was answered', () => {
  const answered = { ...request, state: 'answered', answerText: 'Here.', answeredAt: at } as const;
  expect(text(answered)).toContain('Answered: 1');
  expect(text({ ...answered, hasLeft: true })).toBe(text(answered));
});
