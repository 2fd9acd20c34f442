import { requirementState } from './account-words.ts';
import { lockStrengthWord } from './lock-words.ts';

/** A filter of the list of connected accounts as its facets call it, such as `Lock: Held by us`. */
export function connectedAccountFilterWords(name: string, value: string): string {
  if (name === 'lock') return `Lock: ${lockStrengthWord(value)}`;
  if (name === 'requirements') return `Requirements: ${requirementState(value).word}`;
  if (name === 'payouts') return `Payouts: ${value === 'on' ? 'On' : 'Off'}`;
  return name === 'country' ? `Country: ${value}` : value;
}
