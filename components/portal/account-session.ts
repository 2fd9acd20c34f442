/** What a session lets this page draw. Its secret goes to Stripe's script and nowhere else. */
export type Session = { clientSecret: string; granted: readonly string[]; mark: string };

type Answer = { client_secret: string; components: Readonly<Record<string, unknown>>; mark: string };

/** Why there is no session, in words for the owner. */
export class SessionRefused extends Error {
  override name = 'SessionRefused';
}

/** Asks our own server for a new session: whose it is and what it grants is decided there. @throws SessionRefused */
export async function askForSession(): Promise<Session> {
  const response = await fetch('/api/account-sessions', { method: 'POST', cache: 'no-store' });
  if (!response.ok) throw new SessionRefused(await response.text());
  const answer = (await response.json()) as Answer; // our own route
  return {
    clientSecret: answer.client_secret,
    granted: Object.keys(answer.components),
    mark: answer.mark,
  };
}
