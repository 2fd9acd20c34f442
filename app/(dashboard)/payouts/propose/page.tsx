import { randomUUID } from 'node:crypto';
import type { Metadata, Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { FileForm } from '#components/payouts/file-form.tsx';
import { LinesForm } from '#components/payouts/lines-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Context } from '#lib/context.ts';
import { listPayoutFiles } from '#lib/payouts/files/queries.ts';
import { listPayableLines } from '#lib/payouts/files/payable-lines-queries.ts';
import type { PayoutFileSummary } from '#lib/payouts/types.ts';
import { FILE_BYTES_MAX, FILE_TOO_LARGE } from '#lib/payouts/rules/payout-file.ts';
import { takePayoutFileAction } from './actions.ts';

export const metadata: Metadata = { title: 'Propose payouts' };

export default async function ProposePage(props: PageProps<'/payouts/propose'>) {
  const ctx = await guardPage('payouts.propose');
  const { row, chosen: all, refused } = await props.searchParams;
  const chosen = [row ?? []].flat();
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/payouts', label: 'Payouts' }]}
        title="Propose payouts"
        lead="Several at once, by typing or from a file. Each line is read and reported first; nothing is asked for until you press again."
      />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what can be paid out"
            main={[
              ['Type lines', 10],
              ['Send a file', 5],
              ['Sent before', 4],
            ]}
          />
        }
      >
        {drawForms(ctx, { chosen, isAll: all !== undefined, isTooLarge: refused === 'too_large' })}
      </Patiently>
    </div>
  );
}

async function drawForms(
  ctx: Context,
  { chosen, isAll, isTooLarge }: { chosen: readonly string[]; isAll: boolean; isTooLarge: boolean },
): Promise<ReactNode> {
  const [files, lines] = await Promise.all([listPayoutFiles(ctx), listPayableLines(ctx, chosen)]);
  return (
    <>
      <Section
        id="lines"
        first
        title="Type lines"
        {...(chosen.length > 0 ? { aside: `${String(chosen.length)} chosen` } : {})}
      >
        {!isAll ? null : (
          <p className="t-held">
            Everything that matches a filter is more than somebody reads through. Choose accounts one by one,
            or send a file.
          </p>
        )}
        <LinesForm action={takePayoutFileAction} formId={randomUUID()} lines={lines.join('\n')} />
      </Section>
      <Section
        id="file"
        title="Send a file"
        lead="CSV in UTF-8: connected account, currency, amount. “all” for an amount is everything that can be paid out."
      >
        <FileForm
          action={takePayoutFileAction}
          bytesMax={FILE_BYTES_MAX}
          tooLarge={FILE_TOO_LARGE}
          refused={isTooLarge}
        />
      </Section>
      <Section id="files" title="Sent before">
        <Files files={files} />
      </Section>
    </>
  );
}

function Files({ files }: { files: readonly PayoutFileSummary[] }) {
  if (files.length === 0) return <p className="muted">Nobody has sent a file yet.</p>;
  return (
    <ul className="settings-list">
      {files.map((file) => (
        <li key={file.payoutFileId}>
          <div>
            <Link href={`/payouts/propose/${file.payoutFileId}` as Route} prefetch={false}>
              {file.name}
            </Link>
            <p className="small muted">
              {file.uploadedByName}, <Time at={file.uploadedAt} />
            </p>
          </div>
          <p>
            {file.proposed} of {file.lineCount} proposed
            {file.waiting > 0 ? <span className="t-held">, {file.waiting} wait</span> : null}
          </p>
        </li>
      ))}
    </ul>
  );
}
