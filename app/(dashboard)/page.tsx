import { Suspense, type ReactNode } from 'react';
import type { Metadata } from 'next';
import { dayStart } from '#app/_edge/day-start.ts';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { readStatus } from '#app/_edge/shell-status.ts';
import { busiestCurrency, daysBefore, daysFrom } from '#components/overview/chart-points.ts';
import { FailedPayouts } from '#components/overview/failed-payouts.tsx';
import { MoneyTable } from '#components/overview/money-table.tsx';
import { Needs } from '#components/overview/needs.tsx';
import {
  CurrencyChoice,
  FailureChart,
  HeldChart,
  PaidOutChart,
  UpcomingChart,
} from '#components/overview/payout-charts.tsx';
import { Promises } from '#components/overview/promises.tsx';
import { Section } from '#components/ui/card.tsx';
import { formatLongDay, isoDay } from '#components/ui/format-instant.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { EmptyState, SkeletonTable } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Context } from '#lib/context.ts';
import { listInvariantStates } from '#lib/ledger/invariant-queries.ts';
import { readHeldMoney, readPayoutDays, readUpcomingPayouts } from '#lib/overview/chart-queries.ts';
import { readMoneyByCurrency, readNeedFacts } from '#lib/overview/queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { listPayouts, totalPayouts } from '#lib/payouts/queries.ts';

export const metadata: Metadata = { title: 'Overview' };

/** As many as fit beside the other parts; the rest is one click away. */
const FAILED_PAYOUTS_SHOWN = 6;

/** A month shows the week's rhythm; banks take two weeks at most. */
const DAYS_BACK = 30;
const DAYS_AHEAD = 14;

export default async function OverviewPage(props: PageProps<'/'>) {
  const ctx = await guardPage('overview.read');
  const [{ zone }, raw] = await Promise.all([readPreferences(), props.searchParams]);
  const days = daysBefore(isoDay(ctx.now, 'UTC'), DAYS_BACK);
  return (
    <div className="page">
      <PageHead
        title={formatLongDay(ctx.now, zone)}
        lead={<Patiently fallback="Reading the newest event from Stripe.">{drawLead()}</Patiently>}
      />
      <div className="cols cols-main ov-top">
        <section aria-labelledby="needs">
          <h2 id="needs" className="sec-h">
            Needs you now
          </h2>
          <Suspense
            fallback={<SkeletonTable label="Counting what waits" columns={['What', 'Count']} rows={4} />}
          >
            <NeedsNow ctx={ctx} />
          </Suspense>
        </section>
        <section aria-labelledby="promises">
          <Suspense
            fallback={<SkeletonTable label="Reading the last checks" columns={['Promise', 'State']} />}
          >
            <PromisesNow ctx={ctx} />
          </Suspense>
        </section>
      </div>
      <Section
        id="money"
        title="Money by currency"
        aside={
          <>
            Sum of all connected accounts’ books, as of <Time at={ctx.now} seconds />. Reserved from the
            request, held or not, until Stripe has the payout; then not final until its bank can no longer
            send it back. Never added across currencies.
          </>
        }
      >
        <Suspense
          fallback={
            <SkeletonTable label="Adding up the books" columns={['Currency', 'Available', 'Pending']} />
          }
        >
          <MoneyNow ctx={ctx} zone={zone} />
        </Suspense>
      </Section>
      <Suspense
        fallback={
          <SkeletonTable label="Reading the days" columns={['Left per UTC day', 'Expected']} rows={7} />
        }
      >
        <PaidOutNow ctx={ctx} days={days} asked={readParam(raw, 'currency')} />
      </Suspense>
      <Section id="failed" title="Payouts that came back">
        <Suspense
          fallback={
            <SkeletonTable
              label="Reading failed payouts"
              columns={['Connected account', 'Reason', 'Amount']}
              rows={FAILED_PAYOUTS_SHOWN}
            />
          }
        >
          <FailedPayoutsNow ctx={ctx} days={days} />
        </Suspense>
      </Section>
    </div>
  );
}

async function drawLead(): Promise<ReactNode> {
  const { newestEventAt } = await readStatus();
  if (newestEventAt === null) return 'Nothing has arrived from Stripe yet.';
  return (
    <>
      Newest event from Stripe: <Time at={newestEventAt} seconds show="relative" />.
    </>
  );
}

async function NeedsNow({ ctx }: { ctx: Context }) {
  return <Needs facts={await readNeedFacts(ctx, await readStatus())} />;
}

async function PromisesNow({ ctx }: { ctx: Context }) {
  const states = await listInvariantStates(ctx);
  const newest = states.reduce<Date | null>(
    (latest, { run }) => (run !== null && (latest === null || run.ranAt > latest) ? run.ranAt : latest),
    null,
  );
  return (
    <>
      <div className="sec-row sec-h">
        <h2 id="promises">Promises</h2>
        <span className="small muted">
          {newest ? (
            <>
              last checked <Time at={newest} seconds />
            </>
          ) : (
            'never checked'
          )}
        </span>
      </div>
      <Promises states={states} />
    </>
  );
}

async function MoneyNow({ ctx, zone }: { ctx: Context; zone: string }) {
  const today = dayStart(isoDay(ctx.now, zone), zone) ?? ctx.now;
  const lines = await readMoneyByCurrency(ctx, today);
  if (lines.length === 0) {
    return (
      <EmptyState title="No money is in the books yet">
        <p>The first balance transaction from Stripe makes the first line.</p>
      </EmptyState>
    );
  }
  return <MoneyTable lines={lines} />;
}

async function PaidOutNow({
  ctx,
  days,
  asked,
}: {
  ctx: Context;
  days: readonly string[];
  asked: string | undefined;
}) {
  const today = isoDay(ctx.now, 'UTC');
  const ahead = daysFrom(today, DAYS_AHEAD + 1);
  const [held, rows, upcoming] = await Promise.all([
    readHeldMoney(ctx, days[0] ?? today, today),
    readPayoutDays(ctx, days[0] ?? today),
    readUpcomingPayouts(ctx, today, ahead.at(-1) ?? today),
  ]);
  const currencies = [...new Set([...held, ...rows, ...upcoming].map((row) => row.currency))].sort();
  const unit = currencies.find((code) => code === asked) ?? busiestCurrency(rows) ?? currencies[0];
  return (
    <Section
      id="paid-out"
      title="Held, paid out and expected"
      aside={
        <>
          Days in UTC, as of <Time at={ctx.now} seconds />.
        </>
      }
    >
      {unit === undefined ? (
        <p className="soft">
          Nothing is held, no payout left in the last {DAYS_BACK} days and none is on its way.
        </p>
      ) : (
        <>
          <CurrencyChoice currencies={currencies} chosen={unit} />
          <HeldChart days={days} rows={held} unit={unit} />
          <div className="cols cols-2 charts">
            <PaidOutChart days={days} rows={rows} unit={unit} />
            <UpcomingChart days={ahead.slice(0, DAYS_AHEAD)} rows={upcoming} unit={unit} />
          </div>
        </>
      )}
    </Section>
  );
}

async function FailedPayoutsNow({ ctx, days }: { ctx: Context; days: readonly string[] }) {
  const filter = { status: 'failed' };
  const request = readPageRequest({ list: 'payouts', filter }, {});
  const [page, { count }, rows] = await Promise.all([
    listPayouts(ctx, filter, 'newest', { ...request, size: FAILED_PAYOUTS_SHOWN }),
    totalPayouts(ctx, filter),
    readPayoutDays(ctx, days[0] ?? isoDay(ctx.now, 'UTC')),
  ]);
  return (
    <div className="cols cols-2 charts">
      <FailureChart days={days} rows={rows} />
      <div>
        <FailedPayouts rows={page.rows} count={count} />
      </div>
    </div>
  );
}
