import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { FileLines } from '#components/payouts/file-lines.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { getPayoutFile } from '#lib/payouts/files/queries.ts';
import type { PayoutFile } from '#lib/payouts/types.ts';
import { proposePayoutFileAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Lines of payouts' };

const CRUMBS = [
  { href: '/payouts', label: 'Payouts' },
  { href: '/payouts/propose', label: 'Propose' },
] as const;

export default async function PayoutFilePage(props: PageProps<'/payouts/propose/[payoutFileId]'>) {
  const ctx = await guardPage('payouts.read');
  const [{ payoutFileId }, { known }] = await Promise.all([props.params, props.searchParams]);
  const file = orNotFound(() => getPayoutFile(ctx, payoutFileId));
  return (
    <Patiently
      subject={file}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Lines of payouts"
          label="Reading the file"
          main={[['Line by line', 12]]}
        />
      }
    >
      {drawFile(ctx, file, known !== undefined)}
    </Patiently>
  );
}

async function drawFile(ctx: Context, reading: Promise<PayoutFile>, isKnown: boolean): Promise<ReactNode> {
  const file = await reading;
  const { payoutFileId } = file;
  const ready = readyLines(file);
  return (
    <div className="page settings">
      <PageHead
        crumbs={CRUMBS}
        title={file.name}
        lead={
          <>
            Sent by {file.uploadedByName}, <Time at={file.uploadedAt} />. {standing(file)}
          </>
        }
      />
      {!isKnown ? null : (
        <Callout title="This file was sent before">
          <p>
            So this is what came of it, and nothing is asked for twice. To ask for the same payouts again,
            change the file, for example by a remark with the date: a line that begins with #.
          </p>
        </Callout>
      )}
      {ready > 0 && permissionsOf(ctx.actor).includes('payouts.propose') ? (
        <ActionForm
          action={proposePayoutFileAction}
          fields={{ payoutFileId }}
          kind="primary"
          label={ready === 1 ? 'Propose one payout' : `Propose ${String(ready)} payouts`}
          pendingLabel="Proposing, line by line"
        />
      ) : null}
      <Section id="lines" title="Line by line" aside={String(file.lines.length)}>
        <FileLines lines={file.lines} />
      </Section>
    </div>
  );
}

function count(file: PayoutFile, outcome: PayoutFile['lines'][number]['outcome']): number {
  return file.lines.filter((line) => line.outcome === outcome).length;
}

/** Lines that wait and would be proposed now. */
function readyLines(file: PayoutFile): number {
  return file.lines.filter(({ outcome, refusal }) => outcome === 'waiting' && refusal === null).length;
}

function standing(file: PayoutFile): string {
  const [ready, proposed] = [readyLines(file), count(file, 'proposed')];
  const refused = count(file, 'waiting') - ready;
  const not = count(file, 'bad') + count(file, 'refused');
  return [
    proposed > 0 ? `${String(proposed)} proposed.` : '',
    ready > 0 ? `${String(ready)} can be proposed; nothing is asked for until you press.` : '',
    refused > 0 ? `${String(refused)} would be refused as things are now; each line says why.` : '',
    not > 0 ? `${String(not)} cannot: mend them and send them in a new file.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
