import { expect, it } from 'vitest';
import { scopeInWords } from './switch-words.ts';

it('a press of one account is called by the name of the account, and by its id only where it has none', () => {
  const pressed = { scope: 'connected_account', scopeValue: 'acct_1A' };
  expect(scopeInWords({ ...pressed, scopeName: 'Saguaro Trading' })).toBe('Payouts of Saguaro Trading');
  expect(scopeInWords({ ...pressed, scopeName: null })).toBe('Payouts of acct_1A');
});
