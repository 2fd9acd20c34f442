import { env } from '#lib/env.ts';

/** Where somebody sets a password. @param token the link's secret, which is stored nowhere */
export function invitationLink(token: string): string {
  return new URL(`/invitation?token=${token}`, env().NEXTAUTH_URL).toString();
}

/** Where an invited seller accepts. @param token the link's secret, which is stored nowhere */
export function sellerInvitationLink(token: string): string {
  return new URL(`/invitation/seller?token=${token}`, env().NEXTAUTH_URL).toString();
}
