import { env } from '../env.ts';
import { log } from '../log.ts';
import { openPostOffice } from '../notifications/post-office.ts';

/**
 * Mails the link of an invitation to the address that it is for, where there is a mail server. Not by the outbox: a link is a key,
 * and stands nowhere but in the mail. That it could not be mailed ends nothing, because whoever invited has the link too.
 */
export async function sendSellerLink(letter: {
  email: string;
  businessName: string;
  token: string;
}): Promise<void> {
  const office = openPostOffice();
  if (office === null) return;
  try {
    await office.send(letter.email, {
      title: `your account for ${letter.businessName}`,
      lines: [
        'You are invited to sell. Choose a password, and finish setting up your account:',
        new URL(`/invitation/seller?token=${letter.token}`, env().NEXTAUTH_URL).toString(),
        'The link works once, for seven days, and for this address alone.',
      ],
      footer: 'If you expect no invitation, do nothing: without you it ends by itself.',
    });
  } catch (error) {
    log.error({ err: error }, 'the link of an invitation could not be mailed');
  } finally {
    office.close();
  }
}
