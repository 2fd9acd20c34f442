import NextAuth from 'next-auth';
import { nextAuthOptions } from '#lib/auth/next-auth-options.ts';
import { readSignInBrowser } from '#lib/auth/session.ts';

type Answer = (request: Request, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;

// Built per request, so that importing this file never needs an environment.
const answer: Answer = async (request, context) =>
  (NextAuth(nextAuthOptions(await readSignInBrowser())) as Answer)(request, context); // its own type is `any`

export { answer as GET, answer as POST };
