import { env } from '../../env.ts';

/** For whom passkeys are made and where they work: the host of `NEXTAUTH_URL`, and that address alone. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const { hostname, origin } = new URL(env().NEXTAUTH_URL);
  return { id: hostname, name: 'Sluice', origin };
}
