import { AlarmsOnPayout } from '#components/alarms/alarms-on-payout.tsx';
import type { Context } from '#lib/context.ts';
import { listAlarmsAbout } from '#lib/overview/alarm-queries.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';

/** What alarms say, and have said, of a request and of the payout that it became; nothing where none is open. */
export async function RequestAlarms({ ctx, request }: { ctx: Context; request: PayoutRequestDetail }) {
  const { payoutRequestId, payoutId } = request;
  const subjects = payoutId === null ? [payoutRequestId] : [payoutRequestId, payoutId];
  return <AlarmsOnPayout alarms={await listAlarmsAbout(ctx, subjects)} />;
}
