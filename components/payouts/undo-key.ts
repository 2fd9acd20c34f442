import type { ActKey } from '../data-table/act-keys.tsx';

/** The same letter wherever an approval can be taken back: in the item, and in the offer that outlives it. */
export const UNDO_KEY: ActKey = {
  key: 'u',
  meaning: 'take an approval back: goes to its button',
  selector: '[data-undo]',
};
