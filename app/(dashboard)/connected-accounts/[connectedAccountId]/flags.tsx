import type { Route } from 'next';
import { FlagCallout } from '#components/risk/flag-callout.tsx';
import type { Context } from '#lib/context.ts';
import { listOpenFlagsOfAccount } from '#lib/risk/flags/queries.ts';

/** What risk has found about the account and is not over; nothing when there is none. */
export async function AccountFlags({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const flags = await listOpenFlagsOfAccount(ctx, connectedAccountId);
  return flags.map((flag) => (
    <FlagCallout
      key={flag.riskFlagId}
      flag={flag}
      // The list shows all of this account, with this one open beside it.
      href={`/anomalies?q=account%3A${connectedAccountId}&open=${flag.riskFlagId}` as Route}
    />
  ));
}
