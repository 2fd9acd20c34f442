import { env } from '../env.ts';
import { log } from '../log.ts';
import { openPostOffice } from '../notifications/post-office.ts';

type Letter = {
  email: string;
  businessName: string;
  token: string;
  isOfOwner: boolean;
  /** Somebody tells them the other half of the key. */
  needsCode: boolean;
};

/**
 * Mails the link of an invitation, or of an owner who chooses another password, to the address that it is for, where there is a mail server. Not by the outbox: a link is a key,
 * and stands nowhere but in the mail. That it could not be mailed ends nothing, because whoever invited has the link too.
 */
export async function sendSellerLink(letter: Letter): Promise<void> {
  const office = openPostOffice();
  if (office === null) return;
  try {
    await office.send(letter.email, {
      title: `your account for ${letter.businessName}`,
      lines: [
        letter.isOfOwner
          ? 'Two people of the platform made you a way to choose another password:'
          : letter.needsCode
            ? 'You are invited to sign in for your account and see its money. Choose a password:'
            : 'You are invited to sell. Choose a password, and finish setting up your account:',
        new URL(`/invitation/seller?token=${letter.token}`, env().NEXTAUTH_URL).toString(),
        'The link works once, for seven days, and for this address alone.',
        ...(letter.needsCode
          ? ['It asks for a code that somebody of the platform tells you, never by mail.']
          : []),
      ],
      footer: letter.isOfOwner
        ? 'If you did not ask for it, tell the platform: until the link is used your password stays as it is.'
        : 'If you expect no invitation, do nothing: without you it ends by itself.',
    });
  } catch (error) {
    log.error({ err: error }, 'the link of an invitation could not be mailed');
  } finally {
    office.close();
  }
}
