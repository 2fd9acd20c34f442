import type { Route } from 'next';
import Link from 'next/link';
import type { RiskFlagDetail } from '#lib/risk/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { FlagStory } from './flag-story.tsx';
import { FlagWhy, NotHeld } from './flag-why.tsx';
import { actionState, causeMeaning, causeWord, flagState } from './risk-words.ts';
import { SignTable } from './sign-table.tsx';
import { SnoozeForm, VerdictForm, type FlagActions } from './verdict-form.tsx';

/** One flag beside its list: what was found, against what is usual, what was done, and what a person says. @param actions null when the reader may not decide */
export function FlagPanel({
  flag,
  steps,
  actions,
}: {
  flag: RiskFlagDetail;
  steps: PanelSteps;
  actions: FlagActions | null;
}) {
  const address = `/anomalies/${flag.riskFlagId}` as Route; // its page
  const done = actionState(flag.action);
  const state = flagState(flag.state);
  return (
    <SidePanel what="anomaly" label={`Anomaly of ${flag.accountName}`} steps={steps}>
      <h2>
        <bdi>{flag.accountName}</bdi>
      </h2>
      <p>
        <Badge tone={state.tone}>{state.word}</Badge> <Badge tone={done.tone}>{done.word}</Badge>
      </p>
      <p>
        <b>{causeWord(flag.cause)}.</b> {causeMeaning(flag.cause)}
      </p>
      <NotHeld flag={flag} />
      <FlagWhy flag={flag} />
      <h3>Signs against usual</h3>
      <SignTable signs={flag.signs} />
      {actions === null || flag.state === 'closed' ? null : (
        <>
          <h3>What it is</h3>
          <VerdictForm flag={flag} action={actions.verdict} />
          <SnoozeForm riskFlagId={flag.riskFlagId} action={actions.snooze} />
        </>
      )}
      <h3>What happened</h3>
      <FlagStory events={flag.events} openedAt={flag.openedAt} />
      <DefinitionList
        items={[
          ['Money at risk', <Amount key="exposure" value={flag.exposure} run />],
          ['Since', <Time key="since" at={flag.openedAt} />],
          ['To be looked at by', <Time key="due" at={flag.dueAt} />],
          [
            'Put aside until',
            flag.snoozedUntil === null ? null : <Time key="snoozed" at={flag.snoozedUntil} />,
          ],
          ['Decided', <Time key="decided" at={flag.decidedAt} seconds />],
          ['Flag', <CopyId key="flag" id={flag.riskFlagId} />],
          ['Decision', <CopyId key="decision" id={flag.riskAssessmentId} />],
          ['Inputs', <Hash key="inputs" hash={flag.inputsHash} />],
          ['Rules', <Hash key="rules" hash={flag.rulesHash} />],
          ['Model', <Hash key="model" hash={flag.modelHash} />],
        ]}
      />
      <p>
        <Link href={address} prefetch={false} className="btn btn-plain" data-panel-page="">
          Open the case
        </Link>
      </p>
    </SidePanel>
  );
}

function Hash({ hash }: { hash: string }) {
  return (
    <span className="mono" title={hash}>
      {hash.slice(0, 12)}
    </span>
  );
}
