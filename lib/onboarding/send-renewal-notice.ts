import { log } from '../log.ts';
import { openPostOffice } from '../notifications/post-office.ts';

/**
 * Mails an owner that their password was changed by a link of the platform, where there is a mail server: whoever changed it is signed in by now,
 * and the portal's own notice is theirs to read. That it could not be mailed ends nothing.
 */
export async function sendRenewalNotice(letter: { email: string; businessName: string }): Promise<void> {
  const office = openPostOffice();
  if (office === null) return;
  try {
    await office.send(letter.email, {
      title: `your password for ${letter.businessName} was changed`,
      lines: [
        'Somebody chose another password with the link and the code that you got from the platform. Everybody who was signed in with the old one is signed out.',
      ],
      footer: 'If it was not you, tell the platform at once: they can end this login.',
    });
  } catch (error) {
    log.error({ err: error }, 'that a password was changed could not be mailed');
  } finally {
    office.close();
  }
}
