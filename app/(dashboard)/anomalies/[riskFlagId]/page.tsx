import type { Metadata, Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { CaseEffects, LinkedAccounts, PastCases } from '#components/risk/case-facts.tsx';
import { CaseOwner } from '#components/risk/case-owner.tsx';
import { LinkGraph } from '#components/risk/link-graph.tsx';
import { FlagStory } from '#components/risk/flag-story.tsx';
import { FlagWhy, NotHeld } from '#components/risk/flag-why.tsx';
import { PeerBands } from '#components/risk/peer-bands.tsx';
import { NextCase } from '#components/risk/next-case.tsx';
import { actionState, causeMeaning, causeWord, flagState } from '#components/risk/risk-words.ts';
import { SignTable } from '#components/risk/sign-table.tsx';
import { StreamChart } from '#components/risk/stream-chart.tsx';
import { SnoozeForm, VerdictForm } from '#components/risk/verdict-form.tsx';
import { Amount } from '#components/money/amount.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import type { RiskCase } from '#lib/risk/types.ts';
import { readRiskCase } from '#lib/risk/flags/case-queries.ts';
import { giveRiskVerdictAction, snoozeRiskFlagAction, takeRiskFlagAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Anomaly' };

const CRUMBS = [{ href: '/anomalies', label: 'Anomalies' }] as const;

export default async function AnomalyPage(props: PageProps<'/anomalies/[riskFlagId]'>) {
  const ctx = await guardPage('risk.read');
  const { riskFlagId } = await props.params;
  const found = orNotFound(() => readRiskCase(ctx, riskFlagId));
  return (
    <Patiently
      subject={found}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Anomaly"
          label="Reading the anomaly"
          main={[
            [null, 9],
            ['Signs against usual', 6],
            ['Linked accounts', 2],
          ]}
          side={[
            ['The decision', 5],
            ['What holding and releasing do', 4],
            ['The case', 3],
          ]}
        />
      }
    >
      {drawAnomaly(ctx, found)}
    </Patiently>
  );
}

async function drawAnomaly(ctx: Context, reading: Promise<RiskCase>): Promise<ReactNode> {
  const found = await reading;
  const { flag } = found;
  const state = flagState(flag.state);
  const done = actionState(flag.action);
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={<bdi>{flag.accountName}</bdi>}
        lead={
          <>
            <Badge tone={state.tone}>{state.word}</Badge> <Badge tone={done.tone}>{done.word}</Badge>{' '}
            <Amount value={flag.exposure} run /> at risk since <Time at={flag.openedAt} />
          </>
        }
        actions={<NextCase nextId={found.nextId} />}
      />
      <div className="cols cols-main">
        <div>
          <Section id="cause" first title={causeWord(flag.cause)} lead={causeMeaning(flag.cause)}>
            <NotHeld flag={flag} />
            <StreamChart found={found} />
          </Section>
          <Section id="signs" title="Signs against usual">
            <SignTable signs={flag.signs} />
          </Section>
          {found.peers === null ? null : (
            <Section id="peers" title="Among its peers">
              <PeerBands peers={found.peers} />
            </Section>
          )}
          <Section id="linked" title="Linked accounts">
            {found.linked.length === 0 ? null : <LinkGraph name={flag.accountName} linked={found.linked} />}
            <LinkedAccounts linked={found.linked} />
          </Section>
          <Section id="story" title="What happened">
            <FlagStory events={flag.events} openedAt={flag.openedAt} />
          </Section>
        </div>
        <div>
          <Decide ctx={ctx} found={found} />
        </div>
      </div>
    </div>
  );
}

function Decide({ ctx, found }: { ctx: Context; found: RiskCase }) {
  const { flag } = found;
  const may = permissionsOf(ctx.actor).includes('risk.decide');
  const reader = may && ctx.actor.kind === 'operator' ? ctx.actor.operatorId : null;
  return (
    <>
      <Section id="why" first title="The decision">
        <FlagWhy flag={flag} />
      </Section>
      <Section id="effects" title="What holding and releasing do">
        <CaseEffects found={found} />
        <p>
          <Link href={`/connected-accounts/${flag.connectedAccountId}` as Route} prefetch={false}>
            The account, its holds and payouts
          </Link>
        </p>
      </Section>
      <Section id="owner" title="The case">
        <CaseOwner found={found} reader={reader} action={takeRiskFlagAction} now={ctx.now} />
      </Section>
      {may && flag.state !== 'closed' ? (
        <Section id="verdict" title="What it is">
          <VerdictForm flag={flag} action={giveRiskVerdictAction} />
          <SnoozeForm riskFlagId={flag.riskFlagId} action={snoozeRiskFlagAction} />
        </Section>
      ) : null}
      <Section id="past" title="Found before">
        <PastCases past={found.past} />
      </Section>
    </>
  );
}
