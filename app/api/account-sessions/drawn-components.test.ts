import { expect, it } from 'vitest';
import {
  ACCOUNT_PARTS,
  ASKED_AGAIN,
  DOCUMENT_PARTS,
  PAYMENT_PARTS,
  PAYOUT_PARTS,
  ONE_PAYOUT,
  SETTING_UP,
} from '#components/portal/portal-parts.ts';
import { COMPONENTS } from '#lib/onboarding/rules/embedded-components.ts';

it('what a session can grant is what a page of the portal draws, and no more', () => {
  const parts = [
    PAYMENT_PARTS,
    PAYOUT_PARTS,
    DOCUMENT_PARTS,
    ACCOUNT_PARTS,
    ASKED_AGAIN,
    SETTING_UP,
    [ONE_PAYOUT],
  ];
  const drawn = new Set(parts.flat().flatMap(({ anyOf }) => anyOf));
  const granted = Object.entries(COMPONENTS).flatMap(([name, { when }]) => (when === 'never' ? [] : [name]));
  expect(granted.toSorted()).toEqual([...drawn].sort());
  expect(granted).toEqual(expect.arrayContaining(['payments', 'disputes_list']));
});
