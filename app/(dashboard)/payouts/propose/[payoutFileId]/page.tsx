import type { Metadata } from 'next';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { FileLines } from '#components/payouts/file-lines.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { getPayoutFile } from '#lib/payouts/files/queries.ts';
import type { PayoutFile } from '#lib/payouts/types.ts';
import { proposePayoutFileAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Lines of payouts' };

export default async function PayoutFilePage(props: PageProps<'/payouts/propose/[payoutFileId]'>) {
  const ctx = await guardPage('payouts.read');
  const [{ payoutFileId }, { known }] = await Promise.all([props.params, props.searchParams]);
  const file = await orNotFound(() => getPayoutFile(ctx, payoutFileId));
  const waiting = count(file, 'waiting');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[
          { href: '/payouts', label: 'Payouts' },
          { href: '/payouts/propose', label: 'Propose' },
        ]}
        title={file.name}
        lead={
          <>
            Sent by {file.uploadedByName}, <Time at={file.uploadedAt} />. {standing(file)}
          </>
        }
      />
      {known === undefined ? null : (
        <Callout title="This file was sent before">
          <p>
            So this is what came of it, and nothing is asked for twice. To ask for the same payouts again,
            change the file, for example by a remark with the date: a line that begins with #.
          </p>
        </Callout>
      )}
      {waiting > 0 && permissionsOf(ctx.actor).includes('payouts.propose') ? (
        <ActionForm
          action={proposePayoutFileAction}
          fields={{ payoutFileId }}
          kind="primary"
          label={waiting === 1 ? 'Propose one payout' : `Propose ${String(waiting)} payouts`}
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

function standing(file: PayoutFile): string {
  const [waiting, proposed] = [count(file, 'waiting'), count(file, 'proposed')];
  const not = count(file, 'bad') + count(file, 'refused');
  return [
    proposed > 0 ? `${String(proposed)} proposed.` : '',
    waiting > 0 ? `${String(waiting)} can be proposed; nothing is asked for until you press.` : '',
    not > 0 ? `${String(not)} cannot: mend them and send them in a new file.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
