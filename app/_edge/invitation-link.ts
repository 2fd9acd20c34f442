import { env } from '#lib/env.ts';

/** Where somebody sets a password. @param token the link's secret, which is stored nowhere */
export function invitationLink(token: string): string {
  return new URL(`/invitation?token=${token}`, env().NEXTAUTH_URL).toString();
}
