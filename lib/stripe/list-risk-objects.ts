import type { Stripe } from 'stripe';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { createdRange, eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

/** An object as Stripe lists it, with the type of the event that told of it when it was new. */
export type ListedRiskObject = { type: string; objectId: string; object: Readonly<Record<string, unknown>> };

type Listed = { id: string };

const typeOfCharge = ({ status }: Stripe.Charge): string | null =>
  status === 'pending' ? null : `charge.${status}`;

/**
 * Pages of everything that says something for risk, of one connected account or of `platform`: charges first, then what
 * became of them.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function* listRiskObjects(
  connectedAccountId: string,
  { createdFrom, ...options }: ReadOptions & { createdFrom: Date },
): AsyncGenerator<ListedRiskObject[]> {
  const stripe = stripeClient();
  const option = stripeAccountOption(connectedAccountId);
  const range = createdRange(createdFrom);
  async function* each<Row extends Listed>(
    list: (cursor: { limit: number }) => Promise<Stripe.ApiList<Row>>,
    typeOf: (row: Row) => string | null,
  ): AsyncGenerator<ListedRiskObject[]> {
    for await (const page of eachPage(list, options))
      yield page.flatMap((row) => {
        const type = typeOf(row);
        return type === null ? [] : [{ type, objectId: row.id, object: { ...row } }];
      });
  }
  yield* each((cursor) => stripe.charges.list({ ...range, ...cursor }, option), typeOfCharge);
  yield* each(
    (cursor) => stripe.refunds.list({ ...range, ...cursor }, option),
    () => 'refund.created',
  );
  yield* each(
    (cursor) => stripe.disputes.list({ ...range, ...cursor }, option),
    () => 'charge.dispute.created',
  );
  yield* each(
    (cursor) => stripe.radar.earlyFraudWarnings.list({ ...range, ...cursor }, option),
    () => 'radar.early_fraud_warning.created',
  );
  // Transfers are the platform's.
  if (connectedAccountId === PLATFORM)
    yield* each(
      (cursor) => stripe.transfers.list({ ...range, ...cursor }, option),
      () => 'transfer.created',
    );
}
