import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { VerdictsTogether } from '#components/risk/verdicts-together.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { readRiskFlags } from '#lib/risk/flags/queries.ts';
import { VERDICTS_TOGETHER_MAX } from '#lib/risk/types.ts';
import { giveRiskVerdictsAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Deciding together' };

const CRUMBS = [{ href: '/anomalies', label: 'Anomalies' }] as const;

/** Flags that were chosen in the list, as they are now, and one verdict about all of them. */
export default async function AnomaliesTogetherPage(props: PageProps<'/anomalies/together'>) {
  const ctx = await guardPage('risk.decide');
  const { flag = [] } = await props.searchParams;
  const ids = [...new Set([flag].flat())].slice(0, VERDICTS_TOGETHER_MAX);
  return (
    <Patiently
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="What are these anomalies?"
          label="Reading what was chosen"
          main={[[null, 16]]}
        />
      }
    >
      {drawTogether(ctx, ids)}
    </Patiently>
  );
}

async function drawTogether(ctx: Context, ids: readonly string[]): Promise<ReactNode> {
  const found = new Map((await readRiskFlags(ctx, ids)).map((row) => [row.riskFlagId, row]));
  const flags = ids.flatMap((id) => found.get(id) ?? []);
  return (
    <div className="page bulk">
      <PageHead
        title={
          flags.length === 1 ? 'What is this anomaly?' : `What are these ${String(flags.length)} anomalies?`
        }
        lead="One verdict and one reason for all. Each is given by itself, under the same checks as alone: what has changed since it was listed here is left out and reported."
        crumbs={CRUMBS}
      />
      {flags.length === 0 ? (
        <EmptyState
          title="Nothing was chosen"
          actions={<LinkButton href="/anomalies">Choose in the list</LinkButton>}
        >
          <p>Tick anomalies in their list, then press “Decide together”.</p>
        </EmptyState>
      ) : (
        <VerdictsTogether flags={flags} action={giveRiskVerdictsAction} />
      )}
    </div>
  );
}
