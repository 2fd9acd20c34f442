import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { HandedOutLink, OutgrownSession, OutgrownSessions } from '#lib/onboarding/types.ts';
import {
  OutgrownLinksNotice,
  OutgrownSessionItems,
  OutgrownSessionsNotice,
  SessionsPhase,
} from './outgrown-sessions.tsx';

const session: OutgrownSession = {
  accountSessionId: 'acs_1',
  connectedAccountId: 'acct_1',
  displayName: 'Marigold & Pine Co.',
  lets: ['start a payout', 'change the bank account', 'refund payments'],
  issuedAt: new Date('2026-11-21T12:00:00Z'),
  expiresAt: new Date('2026-11-21T13:00:00Z'),
};
const NO_LINKS: OutgrownSessions['links'] = { count: 0, shown: [] };
const NONE: OutgrownSessions = { count: 0, lastExpiresAt: null, shown: [], links: NO_LINKS };
const MANY: OutgrownSessions = {
  count: 7,
  lastExpiresAt: session.expiresAt,
  shown: [session],
  links: NO_LINKS,
};
const link: HandedOutLink = {
  accountLinkId: 'acl_1',
  connectedAccountId: 'acct_1',
  displayName: 'Marigold & Pine Co.',
  handedOutAt: new Date('2026-11-21T12:00:00Z'),
  expiresAt: new Date('2026-11-21T12:05:00Z'),
};
const LINKED: OutgrownSessions = { ...NONE, links: { count: 3, shown: [link] } };

/** What is read, without the markup around it. */
const text = (drawn: ReactNode): string =>
  renderToStaticMarkup(drawn)
    .replace(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&');

describe('sessions that a press does not end', () => {
  const phase = (sessions: OutgrownSessions, over: { isDrill?: boolean; isReleased?: boolean } = {}) =>
    text(<SessionsPhase sessions={sessions} isDrill={false} isReleased={false} {...over} />);

  it('are counted with the time of the last, and never called ended', () => {
    expect(phase(MANY)).toMatch(/7 from before are open: Stripe ends none early, the last ends \S/);
    expect(phase({ ...MANY, count: 1 })).toContain('1 from before is open');
    expect(phase(NONE)).toContain('None from before is open.');
    expect(phase(MANY, { isDrill: true })).toMatch(/^Under a stop new ones let nobody pay/);
    expect(phase(MANY, { isReleased: true })).not.toContain('from before');
  });

  it('stand among the open paths, each with what it lets do, and how many more there are', () => {
    const items = text(<OutgrownSessionItems sessions={MANY} />);
    expect(items).toContain(
      'Marigold & Pine Co.: its owner has a page open that can start a payout, change the bank account or refund payments, until ',
    );
    expect(items).toContain('6 more such pages');
    expect(text(<OutgrownSessionItems sessions={NONE} />)).toBe('');
  });

  it('links to Stripe’s own page are told beside them, and never called ended', () => {
    expect(phase(LINKED)).toMatch(
      /None from before is open\. 3 links to Stripe’s own page, .* were handed out/,
    );
    expect(phase(NONE)).not.toContain('Stripe’s own page');
    const items = text(<OutgrownSessionItems sessions={LINKED} />);
    expect(items).toContain('Marigold & Pine Co.: its owner was led to Stripe’s own page');
    expect(items).toContain('2 more such links');
  });
});

describe('on the account’s page', () => {
  it('says that its owner was led to Stripe’s own page, or nothing', () => {
    expect(text(<OutgrownLinksNotice links={NO_LINKS} />)).toBe('');
    expect(text(<OutgrownLinksNotice links={LINKED.links} />)).toContain(
      'Another bank account can be given there',
    );
  });

  it('names each of several links, and how many there are beside them', () => {
    const later = { ...link, accountLinkId: 'acl_2', handedOutAt: new Date('2026-11-21T15:30:00Z') };
    const notice = renderToStaticMarkup(<OutgrownLinksNotice links={{ count: 9, shown: [later, link] }} />);
    for (const { handedOutAt } of [later, link]) expect(notice).toContain(handedOutAt.toISOString());
    expect(notice).toContain('7 more addresses, from before these');
    expect(text(<OutgrownLinksNotice links={{ count: 1, shown: [link] }} />)).not.toContain('more');
  });

  it('says what a page from before can still do, or nothing', () => {
    expect(text(<OutgrownSessionsNotice sessions={[]} />)).toBe('');
    const notice = text(
      <OutgrownSessionsNotice sessions={[session, { ...session, lets: ['refund payments'] }]} />,
    );
    expect(notice).toContain(
      'It can still start a payout, change the bank account or refund payments, until ',
    );
    expect(text(<OutgrownSessionsNotice sessions={[{ ...session, lets: [] }]} />)).toContain(
      'It shows more than a new one would',
    );
  });
});
