import type { InformationState } from '#lib/information-requests/types.ts';
import type { Tone } from '../ui/badge.tsx';

/** Where a request stands, in a word and a colour. */
export const STATE_WORDS: Readonly<Record<InformationState, { word: string; tone: Tone | undefined }>> = {
  sent: { word: 'Sent', tone: 'info' },
  overdue: { word: 'Overdue', tone: 'failed' },
  answered: { word: 'Answered', tone: 'held' },
  closed: { word: 'Closed', tone: undefined },
};

/** Each list by its tab, its order, and what stands where it is empty. */
export const LIST_WORDS: Readonly<Record<InformationState, { tab: string; order: string; empty: string }>> = {
  sent: {
    tab: 'Waiting for owners',
    order: 'the next deadline first',
    empty: 'No owner has anything to answer',
  },
  overdue: { tab: 'Overdue', order: 'the longest overdue first', empty: 'Nothing is overdue' },
  answered: {
    tab: 'Answered',
    order: 'who has waited longest first',
    empty: 'No answer waits to be looked at',
  },
  closed: { tab: 'Closed', order: 'the newest first', empty: 'Nothing has been closed yet' },
};
