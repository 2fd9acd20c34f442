import { expect, it } from 'vitest';
import { alarmRunbookHref, alarmSubjectHref, alarmTitle } from './alarm-words.ts';

it('names a kind that it has no words for by its name', () => {
  expect(alarmTitle('something_new')).toBe('Something new');
});

it('leads to the page of the subject, whatever characters its id has', () => {
  expect(alarmSubjectHref('something_new', 'po_1/x')).toBe('/payouts/po_1%2Fx');
  expect(alarmSubjectHref('event_gap', 'gap 7')).toBe('/events#back-fill');
  expect(alarmSubjectHref('stripe_event_lag', 'inbox')).toBe('/events');
});

it('leads to what to do about it, and nowhere for a kind that has no page', () => {
  expect(alarmRunbookHref('event_gap')).toBe('/runbooks/event-gap');
  expect(alarmRunbookHref('something_new')).toBeNull();
  expect(alarmRunbookHref('constructor')).toBeNull();
});
