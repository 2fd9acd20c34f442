import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { OwnerInvitation } from '#lib/onboarding/types.ts';
import { OwnerInvitations, type OwnerInvitationActions } from './owner-invitations.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const at = new Date('2026-11-21T12:00:00Z');

const asked: OwnerInvitation = {
  sellerInvitationId: 'siv_1',
  name: 'Olive Sand',
  email: 'olive@seller.example',
  reason: 'Their lawyer wrote.',
  askedById: 'opr_anna',
  askedBy: 'Anna',
  askedAt: at,
  confirmedBy: null,
  confirmedAt: null,
  linksMade: 0,
  expiresAt: null,
  agreedUntil: at,
  isExpired: false,
  letsMakeLink: false,
  root: 'x',
};
const agreed = { ...asked, confirmedBy: 'Marek', confirmedAt: at, letsMakeLink: true, root: null };
const linked = { ...agreed, linksMade: 1, expiresAt: at };

const nothing = () => Promise.resolve({ ok: true } as const);
const actions: OwnerInvitationActions = {
  makeLink: nothing,
  takeBack: nothing,
  confirm: null,
  isMailed: false,
  mine: 'opr_finn',
  oneHand: new Map(),
};

const text = (invitation: OwnerInvitation): string =>
  renderToStaticMarkup(<OwnerInvitations invitations={[invitation]} actions={actions} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

it('a link is offered for a week after two people agreed, and its end is said before', () => {
  expect(text(asked)).not.toContain('Make the link');
  expect(text(agreed)).toMatch(
    /Two people agreed on an owner: a link is missing .*The link is made until .*Make the link/,
  );
  expect(text(linked)).toMatch(/An owner has been invited .*The link opens until .*Make a new link/);
});

it('once it is over nothing is offered but to take it back, and why it is over is said', () => {
  const over = { isExpired: true, letsMakeLink: false };
  for (const [invitation, title] of [
    [{ ...asked, ...over }, 'Nobody confirmed this owner within a week'],
    [{ ...agreed, ...over }, 'Nobody made the link for this owner within a week'],
    [{ ...linked, ...over }, 'The link of this owner has expired'],
  ] as const) {
    const said = text(invitation);
    expect(said).toContain(title);
    expect(said).toContain('Take it back; whoever still wants it asks again');
    expect(said).not.toMatch(/Make (?:the|a new) link|until/);
    expect(said).toContain('Take back');
  }
  // Its link opens still, and no other one is made.
  const late = text({ ...linked, letsMakeLink: false });
  expect(late).toContain('The link opens until');
  expect(late).toContain('more than a week ago, so nobody makes another link');
  expect(late).not.toContain('Make a new link');
});
