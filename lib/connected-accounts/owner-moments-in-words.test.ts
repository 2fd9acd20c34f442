import { expect, it } from 'vitest';
import { OWNER_ACTIONS, ownerEndInWords, ownerMomentInWords } from './owner-moments-in-words.ts';

const about = { who: 'Anna', name: 'Olive Sand', email: 'olive@seller.example', after: null };

it('a link for who signs in already is told as one to another password', () => {
  const link = { ...about, action: 'seller_link.make' };
  expect(ownerMomentInWords({ ...link, isAccepted: false }).title).toBe(
    'Anna made the link that lets Olive Sand in',
  );
  // Of an invitation that nobody has taken there is no time to compare with.
  expect(ownerMomentInWords({ ...link, isAccepted: null }).title).toContain('lets Olive Sand in');
  expect(ownerMomentInWords({ ...link, isAccepted: true })).toMatchObject({
    tone: 'held',
    title: 'Anna made a link to another password for Olive Sand',
  });
});

it('another password is told with the sessions that it ended', () => {
  const renewed = { ...about, who: null, action: 'owner_password.renew' };
  expect(ownerMomentInWords({ ...renewed, after: { sessionsEnded: 2 } }).details).toEqual([
    'olive@seller.example',
    'It ended 2 sessions.',
  ]);
  expect(ownerMomentInWords({ ...renewed, after: { sessionsEnded: 0 } }).details).toHaveLength(1);
});

it('every act names the owner, and each that a colleague does the colleague', () => {
  for (const action of OWNER_ACTIONS) {
    const { title } = ownerMomentInWords({ ...about, action });
    expect(title, action).toContain('Olive Sand');
    if (!/accept|renew/.test(action)) expect(title, action).toContain('Anna');
  }
});

it('what ended by time alone has words for each kind, and none for what nobody knows', () => {
  for (const what of ['not_confirmed', 'not_linked', 'link', 'renewal_not_linked', 'renewal_link'])
    expect(ownerEndInWords({ ...about, what }).title, what).toContain('Olive Sand');
  expect(() => ownerEndInWords({ ...about, what: 'else' })).toThrow('no words');
});
