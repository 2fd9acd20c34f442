import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ComingOwner, OwnerLogin } from '#lib/onboarding/types.ts';
import { OwnerLogins } from './owner-logins.tsx';

const owner: OwnerLogin = {
  ownerId: 'own_1',
  name: 'Olive Sand',
  email: 'olive@seller.example',
  invitedBy: 'Anna',
  confirmedBy: 'Marek',
  acceptedAt: new Date('2026-11-21T12:00:00Z'),
  createdAt: new Date('2026-11-21T12:00:00Z'),
  disabledAt: null,
  disabledBy: null,
  disabledByName: null,
  disableReason: null,
};

const text = (owners: readonly OwnerLogin[], coming: ComingOwner = 'nobody'): string =>
  renderToStaticMarkup(
    <OwnerLogins owners={owners} coming={coming} actions={null} beside={new Map()}>
      {null}
    </OwnerLogins>,
  ).replace(/<[^>]+>/g, '');

it('a login says who asked and agreed, and when it was accepted; one that came otherwise since when it is there', () => {
  expect(text([owner])).toContain('Invited by Anna, confirmed by Marek, accepted Sat 21 Nov');
  expect(text([{ ...owner, invitedBy: null, confirmedBy: null, acceptedAt: null }])).toContain(
    'Here since Sat 21 Nov',
  );
});

it('“until two people let them in” stands only where nobody is asked for', () => {
  expect(text([])).toContain('until two people let them in');
  for (const coming of ['asked', 'agreed', 'seller'] as const)
    expect(text([], coming), coming).toMatch(/Nobody yet: (?!.*two people let)/);
  expect(text([], 'agreed')).toContain('two people agreed');
});
