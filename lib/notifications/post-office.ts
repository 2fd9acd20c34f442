import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { env } from '../env.ts';

/** A mail server that hangs holds nobody else up for longer. */
const TIMEOUT_MS = 15_000;

const letter = z.object({ title: z.string(), lines: z.array(z.string()), footer: z.string().optional() });

const TO_DECIDERS = 'Sent because you may decide about payouts. Nothing is decided by answering.';

export type PostOffice = {
  readonly send: (to: string, payload: unknown) => Promise<void>;
  readonly close: () => void;
};

/** The mail server of `SMTP_URL`, or null without one. */
export function openPostOffice(): PostOffice | null {
  const { SMTP_URL, MAIL_FROM, NEXTAUTH_URL } = env();
  if (SMTP_URL === undefined) return null;
  const from = MAIL_FROM ?? `sluice@${new URL(NEXTAUTH_URL).hostname}`;
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // What a payload says is text, never a file of ours or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (to, payload) => {
      const { title, lines, footer } = letter.parse(payload);
      await transport.sendMail({
        from,
        to,
        subject: `Sluice: ${title}`,
        text: `${lines.join('\n\n')}\n\n--\n${footer ?? TO_DECIDERS}\n`,
      });
    },
    close: () => {
      transport.close();
    },
  };
}
