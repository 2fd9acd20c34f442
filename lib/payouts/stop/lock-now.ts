import { eq } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { database } from '../../db/client.ts';

/** Why Stripe still pays this account by itself, in words, as last read; null when it does not. */
export async function readLockNow(connectedAccountId: string): Promise<string | null> {
  const [found] = await database()
    .select({ strength: connectedAccounts.lockStrength, reasons: connectedAccounts.lockReasons })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (found !== undefined && found.strength !== 'automatic' && found.strength !== 'unknown') return null;
  return found?.reasons[0]?.text ?? 'Nobody knows how this account is paid out.';
}
