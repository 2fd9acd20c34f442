import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { StoredRiskFact } from './types.ts';

/** What says whose a charge on the platform is: its own destination or merchant, or a transfer out of it. */
const NAMES_SELLER: readonly StoredRiskFact['kind'][] = ['charge', 'decline', 'transfer'];

/** Each seller's copies of what stands under the platform because it names only the charge. */
export function placeFacts(facts: readonly StoredRiskFact[]): StoredRiskFact[] {
  const sellers = new Map<string, Set<string>>();
  for (const { chargeId, connectedAccountId, isPlatformCharge, kind } of facts) {
    const isNamed = isPlatformCharge && connectedAccountId !== PLATFORM && NAMES_SELLER.includes(kind);
    if (!isNamed || chargeId === null) continue;
    sellers.set(chargeId, (sellers.get(chargeId) ?? new Set()).add(connectedAccountId));
  }
  return facts
    .filter(({ connectedAccountId }) => connectedAccountId === PLATFORM)
    .flatMap((fact) =>
      [...(sellers.get(fact.chargeId ?? '') ?? [])].map((connectedAccountId) => ({
        ...fact,
        connectedAccountId,
      })),
    );
}
