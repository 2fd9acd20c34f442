import { encode } from 'next-auth/jwt';
import { env } from '../env.ts';

/** The value of the cookie of somebody with this session, as next-auth seals it. For tests. */
export function sealSession(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: env().NEXTAUTH_SECRET });
}
