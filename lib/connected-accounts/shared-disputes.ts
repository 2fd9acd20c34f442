import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { disputes } from '#drizzle/schema/disputes.ts';
import { riskFacts } from '#drizzle/schema/risk.ts';
import { database } from '../db/client.ts';

/**
 * Disputes of charges on the platform that an account was sent a share of. With separate charges and transfers no charge says
 * whose it is: the transfers out of it do, and the facts of risk are kept at each of its sellers.
 */
export const ofSharedCharges = (connectedAccountId: string): SQL | undefined =>
  and(
    eq(riskFacts.connectedAccountId, connectedAccountId),
    eq(riskFacts.kind, 'dispute'),
    eq(riskFacts.isPlatformCharge, true),
  );

/** Whether a dispute is one of the newest of them. @param limit how many are looked at, newest first */
export const isOfSharedCharge = (connectedAccountId: string, limit: number): SQL =>
  inArray(
    disputes.disputeId,
    database()
      .select({ disputeId: riskFacts.stripeId })
      .from(riskFacts)
      .where(ofSharedCharges(connectedAccountId))
      .orderBy(sql`${riskFacts.occurredAt} desc, ${riskFacts.stripeId} desc`)
      .limit(limit),
  );
