import type { Metadata, Route } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { wallClockOf } from '#app/_edge/day-start.ts';
import { CURSOR_REFUSED, presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { begun, Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { readAt } from '#app/_edge/read-at.ts';
import { usualTimes } from '#app/_edge/usual-times.ts';
import { TimeChooser } from '#components/ledger/time-chooser.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { bookName } from '#components/ledger/book-table.tsx';
import { Explanation } from '#components/ledger/explanation.tsx';
import { StatementTable } from '#components/ledger/statement-table.tsx';
import { Amount } from '#components/money/amount.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { readLedgerStatement } from '#lib/ledger/statement-queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { counted } from '#lib/counted.ts';

export const metadata: Metadata = { title: 'Statement' };

export default async function StatementPage(props: PageProps<'/ledger/accounts/[code]'>) {
  const ctx = await guardPage('ledger.read');
  const [{ code }, raw] = await Promise.all([props.params, props.searchParams]);
  const statement = begun(drawStatement(ctx, code, raw));
  return (
    <Patiently
      subject={statement}
      fallback={
        <SkeletonOfOne
          crumbs={[{ href: '/ledger', label: 'Ledger' }]}
          title="Statement"
          lead="amount"
          label="Reading the statement"
          main={[[null, 20]]}
        />
      }
    >
      {statement}
    </Patiently>
  );
}

async function drawStatement(ctx: Context, code: string, raw: RawSearchParams): Promise<ReactNode> {
  const { zone } = await readPreferences();
  const connectedAccountId = readParam(raw, 'book');
  const currency = readParam(raw, 'currency')?.toLowerCase();
  if (!/^\d{4}$/.test(code) || connectedAccountId === undefined || !/^[a-z]{3}$/.test(currency ?? ''))
    notFound();
  const path = `/ledger/accounts/${code}` as Route; // `code` is four digits, checked above
  const kept = presentParams({ book: connectedAccountId, currency, size: readParam(raw, 'size') });
  const { at, notices } = readAt(raw, {
    now: ctx.now,
    zone,
    addressAt: (instant) => listHref(path, kept, { at: instant }),
  });
  const params = presentParams({ ...kept, at: at === null ? undefined : readParam(raw, 'at') });
  const address = { connectedAccountId, currency: currency ?? '', code: Number.parseInt(code, 10), at };
  const request = readPageRequest(
    { list: 'statement', filter: address },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const statement = await orNotFound(() => readLedgerStatement(ctx, address, request));
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(path, params, { cursor }));
  const { ledgerAccount, lines } = statement;
  return (
    <div className="page">
      <PageHead
        crumbs={[
          { href: '/ledger', label: 'Ledger' },
          {
            href: listHref('/ledger', presentParams({ book: connectedAccountId, at: params['at'] }), {}),
            label: bookName(statement),
          },
        ]}
        title={`${String(ledgerAccount.code)} ${ledgerAccount.name}`}
        lead={
          <>
            <span className="head-line">
              <span className="big">
                <Amount value={statement.balance} run />
              </span>
              <span className="muted">
                debits <Amount value={statement.debits} bare />, credits{' '}
                <Amount value={statement.credits} bare />, grows on the {ledgerAccount.normalSide} side
              </span>
            </span>
            <span className="finality">
              <Explanation text={ledgerAccount.explanation} />
            </span>
          </>
        }
      />
      <Notices texts={lines.isCursorRefused ? [...notices, CURSOR_REFUSED] : notices} />
      <TimeChooser
        path={path}
        params={kept}
        at={at}
        wallClock={wallClockOf(at ?? ctx.now, zone)}
        zone={zone}
        usual={usualTimes(ctx.now, zone).map(({ label, at: usual }) => ({
          label,
          href: listHref(path, kept, { at: usual }),
        }))}
        nowHref={listHref(path, kept, {})}
      />
      {lines.rows.length === 0 ? (
        <p className="muted">No line of this account had taken effect by then.</p>
      ) : (
        <StatementTable rows={lines.rows} code={statement.currency.toUpperCase()} />
      )}
      <Pager
        firstHref={request.cursor === null ? null : listHref(path, params, {})}
        newerHref={hrefAt(lines.previousCursor)}
        olderHref={hrefAt(lines.nextCursor)}
        summary={`${counted(lines.rows.length, 'posting')} on this page`}
      />
      <ListKeys />
    </div>
  );
}
