import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { PressForm, type PressTyped } from '#components/kill-switch/press-form.tsx';
import { DispatchLock } from '#components/kill-switch/dispatch-lock.tsx';
import { DrillCard } from '#components/kill-switch/drill-card.tsx';
import { SwitchTable } from '#components/kill-switch/switch-table.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listKillSwitchHistory, listStandingSwitches, readDrillStanding } from '#lib/kill-switch/queries.ts';
import type { KillSwitchPressed } from '#lib/kill-switch/types.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { readDispatchLock } from '#lib/payouts/dispatch/dispatch-lock-queries.ts';
import { askDispatchUnlockAction, confirmDispatchUnlockAction, drillKillSwitchAction } from './actions.ts';

export const metadata: Metadata = { title: 'Kill switch' };

/** While something moves, as often as the numbers of its page change. */
const READ_AGAIN_MS = 1_000;

/** Until Stripe's lists are read: as soon as a person turns back to what they wait for minutes for. */
const READ_LOCK_AGAIN_MS = 5_000;

const isMoving = ({ stoppedAt, stripeEndedAt }: KillSwitchPressed): boolean =>
  stoppedAt === null || stripeEndedAt === null;

export default async function KillSwitchPage(props: PageProps<'/kill-switch'>) {
  const ctx = await guardPage('kill_switch.read');
  const raw = await props.searchParams;
  return (
    <div className="page kill-switch">
      <PageHead
        title="Kill switch"
        lead="Stops every payout that Sluice sends, within a moment, then switches Stripe’s own schedules off, account by account. Two people release it; schedules stay off."
      />
      <Patiently fallback={<SkeletonParts label="Reading what is stopped" main={[[null, 14]]} />}>
        {drawSwitch(ctx, raw)}
      </Patiently>
    </div>
  );
}

/** The form waits for nothing but what it is made of: money can be stopped while a table of payouts is held. */
async function drawSwitch(ctx: Context, raw: RawSearchParams): Promise<ReactNode> {
  const [standing, press] = await Promise.all([listStandingSwitches(ctx), Press({ ctx, raw })]);
  const isStopping = standing.some(isMoving);
  return (
    <>
      {isStopping ? <KeepFresh everyMs={READ_AGAIN_MS} /> : null}
      {standing.length === 0 ? null : (
        <Section id="standing" first title="Stopped now">
          <SwitchTable presses={standing} label="Switches that stand" />
        </Section>
      )}
      <div className="press-cols">
        <div>{press}</div>
        <div className="press-side">
          <Patiently
            fallback={<SkeletonParts label="Reading the lock and the drills" main={[['Drill', 6]]} />}
          >
            {drawBeside(ctx, isStopping)}
          </Patiently>
        </div>
      </div>
      <Patiently fallback={<SkeletonParts label="Reading the history" main={[['History', 6]]} />}>
        {drawHistory(ctx)}
      </Patiently>
    </>
  );
}

/** The lock of dispatch, if it is, and the drill. */
async function drawBeside(ctx: Context, isStopping: boolean): Promise<ReactNode> {
  const [drill, lock] = await Promise.all([readDrillStanding(ctx), readDispatchLock(ctx)]);
  const may = permissionsOf(ctx.actor);
  return (
    <>
      {drill.underWay !== null && !isStopping ? <KeepFresh everyMs={READ_AGAIN_MS} /> : null}
      {lock === null || lock.readWholeAt !== null ? null : <KeepFresh everyMs={READ_LOCK_AGAIN_MS} />}
      {lock === null ? null : (
        <DispatchLock
          lock={lock}
          mine={ctx.actor.kind === 'operator' ? ctx.actor.operatorId : ''}
          mayUnlock={may.includes('kill_switch.release')}
          oneHand={
            (await listSameHands(ctx, [lock.asked?.operatorId ?? null])).get(lock.asked?.operatorId ?? '') ??
            null
          }
          ask={askDispatchUnlockAction}
          confirm={confirmDispatchUnlockAction}
          ways={await readStepUpWays(ctx)}
        />
      )}
      <DrillCard standing={drill} drill={may.includes('kill_switch.engage') ? drillKillSwitchAction : null} />
    </>
  );
}

async function drawHistory(ctx: Context): Promise<ReactNode> {
  const history = await listKillSwitchHistory(ctx);
  return (
    <Section id="history" title="History" lead="Newest first. The audit has every step.">
      {history.length === 0 ? (
        <p className="muted">It has never been pressed.</p>
      ) : (
        <SwitchTable presses={history} label="Presses and drills" />
      )}
    </Section>
  );
}

/** The form, for whoever may press and can prove to be there. */
async function Press({ ctx, raw }: { ctx: Context; raw: RawSearchParams }) {
  if (!permissionsOf(ctx.actor).includes('kill_switch.engage'))
    return <p className="muted">Finance operators, risk reviewers and administrators may press it.</p>;
  const ways = await readStepUpWays(ctx);
  if (!ways.hasCodes && !ways.hasPasskey)
    return (
      <Callout tone="held" title="You cannot press it yet">
        <p>
          Pressing takes a one-time code or a passkey, and you have none that counts.{' '}
          <Link href="/settings/security" prefetch={false}>
            Add one to your account
          </Link>
          . If money has to stop now, ask a colleague who has one.
        </p>
      </Callout>
    );
  return <PressForm refused={readParam(raw, 'refused')} typed={typedBefore(raw)} ways={ways} />;
}

function typedBefore(raw: RawSearchParams): PressTyped {
  const account = readParam(raw, 'account');
  return {
    scope: account === undefined ? (readParam(raw, 'scope') ?? 'everything') : 'connected_account',
    value: account ?? readParam(raw, 'value') ?? '',
    reason: readParam(raw, 'reason') ?? '',
    cancelsPending: readParam(raw, 'cancel') === 'yes',
  };
}
