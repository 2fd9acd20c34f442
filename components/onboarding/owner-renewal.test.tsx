import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { OwnerLogin, OwnerRenewal } from '#lib/onboarding/types.ts';
import { OwnerRenewals, type OwnerRenewalActions } from './owner-renewal.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const at = new Date('2026-11-21T12:00:00Z');

const owner: OwnerLogin = {
  ownerId: 'own_1',
  name: 'Olive Sand',
  email: 'olive@seller.example',
  invitedBy: null,
  confirmedBy: null,
  acceptedAt: null,
  createdAt: at,
  disabledAt: null,
  disabledBy: null,
  disabledByName: null,
  disableReason: null,
};

const open: OwnerRenewal = {
  ownerRenewalId: 'orn_1',
  ownerId: 'own_1',
  reason: 'They rang.',
  askedById: 'opr_anna',
  askedBy: 'Anna',
  askedAt: at,
  madeBy: null,
  madeAt: null,
  usedAt: null,
  expiresAt: at,
  isExpired: false,
  root: 'x',
};

const nothing = () => Promise.resolve({ ok: true } as const);
const actions: OwnerRenewalActions = {
  ask: nothing,
  takeBack: nothing,
  make: null,
  isMailed: false,
  mine: 'opr_finn',
  oneHand: new Map(),
};

const text = (renewals: readonly OwnerRenewal[], of: OwnerLogin = owner): string =>
  renderToStaticMarkup(<OwnerRenewals owner={of} renewals={renewals} actions={actions} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

const OFFER = 'They cannot sign in any more';

it('another password is offered until somebody has asked for one; then that is what stands there', () => {
  expect(text([])).toContain(OFFER);
  const asked = text([open]);
  expect(asked).not.toContain(OFFER);
  expect(asked).toContain('Somebody asks for a link to another password for them');
  expect(asked).toContain('Take back');
  const made = { ...open, madeBy: 'Marek', madeAt: at, root: null };
  expect(text([made])).not.toContain(OFFER);
  expect(text([made])).toContain('They have a link to another password');
});

it('it is offered again once that has expired or was used, and never for who is shut out', () => {
  const expired = text([{ ...open, isExpired: true }]);
  expect(expired).toContain('Their way to another password has expired');
  expect(expired).toContain(OFFER);
  expect(text([{ ...open, madeBy: 'Marek', madeAt: at, usedAt: at }])).toContain(OFFER);
  expect(text([], { ...owner, disabledAt: at })).not.toContain(OFFER);
});
