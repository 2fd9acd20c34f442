import { FlagOnPayout } from '#components/risk/flag-on-payout.tsx';
import type { Context } from '#lib/context.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { readFlagOfPayout } from '#lib/risk/flags/detail-queries.ts';

/** What risk has found about the account of a payout that has not left; nothing where there is none. */
export async function RequestFlag({ ctx, request }: { ctx: Context; request: PayoutRequestDetail }) {
  if (request.state !== 'in_review' && request.state !== 'approved') return null;
  const flag = await readFlagOfPayout(ctx, request.connectedAccountId, request.amount.currency);
  return flag === null ? null : <FlagOnPayout flag={flag} />;
}
