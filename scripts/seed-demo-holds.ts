import { sql } from 'drizzle-orm';
import { jobContext, type Context } from '#lib/context.ts';
import { database } from '#lib/db/client.ts';
import { askHoldRelease } from '#lib/holds/ask-hold-release.ts';
import { holdChangedDestinations } from '#lib/holds/hold-changed-destinations.ts';
import { placeHold } from '#lib/holds/place-hold.ts';
import { demoPerson } from './demo-person.ts';

/** A payout request of the demo, and whose it is by name. */
export type Asked = { payoutRequestId: string; connectedAccountId: string; accountName: string };

const NEW_DESTINATION = '株式会社きのくに手仕事';
const PAYS_ITSELF = 'Tidewater Outfitters LLC';
const PAPERS_MISSING = 'لؤلؤة الكويت للعطور';
const RETURNS_MUCH = 'Kolibri Spielzeug GmbH';

/** Reasons for money to stay: a new destination, what people said, a reserve, and a wish for release. What risk finds it finds itself. */
export async function seedDemoHolds(asked: readonly Asked[]): Promise<void> {
  const seed = jobContext('seed-demo');
  const ines = demoPerson('ines');
  await holdNewDestination(seed, firstOf(asked, NEW_DESTINATION));
  await hold(ines, firstOf(asked, PAYS_ITSELF), {
    reason: 'ask_owner',
    reviewerText:
      'The owner has paid herself several times although the schedule is manual. Ask why before we pay as well.',
  });
  await hold(ines, firstOf(asked, RETURNS_MUCH), {
    isOfAccount: true,
    reason: 'reserve',
    keepsPercent: 10,
    reviewerText: 'Nothing was paid out for two months and customers may still return toys: a tenth stays.',
  });
  const papers = await hold(demoPerson('marek'), firstOf(asked, PAPERS_MISSING), {
    reason: 'documents_missing',
    reviewerText: 'The commercial licence that was sent is of another company.',
  });
  if (papers !== null)
    await askHoldRelease(demoPerson('anna'), {
      holdId: papers,
      reason: 'The right licence came this morning; I have compared the names.',
    });
}

type Placement = Omit<Parameters<typeof placeHold>[1], 'connectedAccountId' | 'payoutRequestId'>;

/** @returns the hold's id, or null where the account has no payout to decide on that day */
async function hold(
  ctx: Context,
  asked: Asked | undefined,
  { isOfAccount = false, ...placement }: Placement & { isOfAccount?: boolean },
): Promise<string | null> {
  if (asked === undefined) return null;
  const { connectedAccountId } = asked;
  const payoutRequestId = isOfAccount ? null : asked.payoutRequestId;
  const { holdId } = await placeHold(ctx, { connectedAccountId, payoutRequestId, ...placement });
  return holdId;
}

/** The bank was changed before Sluice first read the account, so it knows the change from Stripe's events alone. */
async function holdNewDestination(seed: Context, asked: Asked | undefined): Promise<void> {
  if (asked === undefined) return;
  const { connectedAccountId } = asked;
  const arrived = await database().execute<{ id: string; currency: string; label: string }>(sql`
    select external_account_id as id, currency, concat_ws(' ', institution, '•••• ' || last4) as label
    from external_accounts where connected_account_id = ${connectedAccountId} and deleted_at is null and currency = 'jpy'
    order by external_account_id`);
  await holdChangedDestinations(seed, {
    connectedAccountId,
    arrived: arrived.map(({ id, ...known }) => ({
      ...known,
      externalAccountId: id,
      change: 'added' as const,
    })),
    removed: [],
  });
}

function firstOf(asked: readonly Asked[], name: string): Asked | undefined {
  return asked.find(({ accountName }) => accountName === name);
}
