import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMailbox, type Mailbox } from '../notifications/mailbox.fixture.ts';
import { sendRenewalNotice } from './send-renewal-notice.ts';
import { sendSellerLink } from './send-seller-link.ts';

let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await openMailbox();
  process.env['SMTP_URL'] = mailbox.url;
});
afterAll(() => mailbox.close());

const letter = {
  email: 'ola@bakery.example',
  businessName: 'Bakery',
  token: 'secret-of-the-link',
  isOfOwner: false,
  needsCode: false,
};

it('the link goes to the address that it is for, and once the post office is shut nobody is held up by that', async () => {
  await sendSellerLink(letter);
  expect(mailbox.letters).toHaveLength(1);
  expect(mailbox.letters[0]?.to).toContain('ola@bakery.example');
  expect(mailbox.letters[0]?.text.replace(/=\r?\n|=3D/g, (part) => (part === '=3D' ? '=' : ''))).toContain(
    '/invitation/seller?token=secret-of-the-link',
  );
  expect(mailbox.letters[0]?.text).not.toContain('you may decide about payouts');
  await sendSellerLink({ ...letter, isOfOwner: true });
  expect(mailbox.letters[1]?.text.replace(/=\r?\n/g, '')).toMatch(
    /choose another password[^]*your password stays as it is/,
  );
  expect(mailbox.letters[1]?.text).not.toContain('asks for a code');
  await sendSellerLink({ ...letter, needsCode: true });
  expect(mailbox.letters[2]?.text.replace(/=\r?\n/g, '')).toMatch(
    /sign in for your account[^]*asks for a code that somebody of the platform tells you/,
  );
  await sendRenewalNotice({ email: 'ola@bakery.example', businessName: 'Bakery' });
  expect(mailbox.letters[3]?.to).toContain('ola@bakery.example');
  expect(mailbox.letters[3]?.text.replace(/=\r?\n/g, '')).toMatch(
    /chose another password[^]*If it was not you, tell the platform at once/,
  );
  await mailbox.close();
  await expect(
    sendRenewalNotice({ email: 'ola@bakery.example', businessName: 'x' }),
  ).resolves.toBeUndefined();
  await expect(sendSellerLink(letter)).resolves.toBeUndefined();
});
