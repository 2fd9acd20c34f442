import type { ActKey } from '../data-table/act-keys.tsx';
import { UNDO_KEY } from './undo-key.ts';

/** The letters that open a confirmation; none of them acts. */
export const DECISION_KEYS: readonly ActKey[] = [
  {
    key: 'a',
    meaning: 'approve: opens its confirmation, or that of all selected rows',
    selector: '[data-decide="a"]',
  },
  {
    key: 'r',
    meaning: 'reject: opens its confirmation, or that of all selected rows',
    selector: '[data-decide="r"]',
  },
  { key: 'h', meaning: 'hold: opens its confirmation', selector: '[data-decide="h"]' },
  UNDO_KEY,
  {
    key: 'l',
    meaning: 'let a hold go: opens the form that asks for its release or confirms it',
    selector: '[data-decide="l"]',
  },
  { key: 'p', meaning: 'a part: opens its confirmation', selector: '[data-decide="p"]' },
  {
    key: 't',
    meaning: 'take over what somebody else has open: opens its confirmation',
    selector: '[data-decide="t"]',
  },
  { key: 'c', meaning: 'cancel: opens its confirmation', selector: '[data-decide="c"]' },
  {
    key: 'e',
    meaning: 'edit what you asked for yourself: opens its confirmation',
    selector: '[data-decide="e"]',
  },
  {
    key: 'o',
    meaning: 'open again what was refused or came back: opens its confirmation',
    selector: '[data-decide="o"]',
  },
];
