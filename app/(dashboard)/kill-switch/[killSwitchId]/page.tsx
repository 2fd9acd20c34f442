import type { Metadata } from 'next';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { MoneyThatStays, notStoppedInWords } from '#components/kill-switch/money-stopped.tsx';
import { Phases } from '#components/kill-switch/phases.tsx';
import { OpenPaths, Problems } from '#components/kill-switch/progress.tsx';
import { ReleaseForms } from '#components/kill-switch/release-forms.tsx';
import { SincePress } from '#components/kill-switch/since-press.tsx';
import { StateBadge } from '#components/kill-switch/switch-table.tsx';
import { durationInWords, scopeInWords } from '#components/kill-switch/switch-words.ts';
import { Callout, Section } from '#components/ui/card.tsx';
import { DefinitionList } from '#components/ui/definition-list.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import {
  countSteps,
  listOpenPaths,
  listStepProblems,
  readWaitingMoney,
} from '#lib/kill-switch/progress-queries.ts';
import { listMoneyNotStopped, readMoneyStopped, sumMoneyStopped } from '#lib/kill-switch/money-queries.ts';
import { readSinceThePress } from '#lib/kill-switch/since-queries.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { getKillSwitch } from '#lib/kill-switch/queries.ts';
import { killSwitchReleaseLeaf } from '#lib/kill-switch/release-leaf.ts';
import type { KillSwitchPressed, MoneyNotStopped } from '#lib/kill-switch/types.ts';
import { listSessionsBeforePress } from '#lib/onboarding/queries.ts';
import {
  askKillSwitchReleaseAction,
  confirmKillSwitchReleaseAction,
  keepKillSwitchAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Kill switch' };

/** Without a script the page is read again by the browser itself. */
const READ_AGAIN_SECONDS = 3;
/** With one, as often as the numbers of the page change. */
const READ_AGAIN_MS = 1_000;
/** While nothing is under way: whoever comes after the press stands there soon. */
const LOOK_AGAIN_MS = 10_000;

const CRUMBS = [{ href: '/kill-switch', label: 'Kill switch' }] as const;

export default async function PressPage(props: PageProps<'/kill-switch/[killSwitchId]'>) {
  const ctx = await guardPage('kill_switch.read');
  const [{ killSwitchId }, raw] = await Promise.all([props.params, props.searchParams]);
  const pressed = orNotFound(() => getKillSwitch(ctx, killSwitchId));
  return (
    <Patiently
      subject={pressed}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Kill switch"
          label="Reading how far it is"
          main={[
            [null, 6],
            [null, 6],
            ['On record', 7],
          ]}
        />
      }
    >
      {drawPress(ctx, pressed, raw)}
    </Patiently>
  );
}

async function drawPress(ctx: Context, reading: Promise<KillSwitchPressed>, raw: RawSearchParams) {
  const pressed = await reading;
  const { killSwitchId } = pressed;
  const [counts, problems, paths, sums, stopped, notStopped, waiting, sessions, since] = await Promise.all([
    countSteps(ctx, killSwitchId),
    listStepProblems(ctx, killSwitchId),
    listOpenPaths(ctx, killSwitchId),
    sumMoneyStopped(ctx, killSwitchId),
    readMoneyStopped(ctx, killSwitchId),
    pressed.isDrill ? [] : listMoneyNotStopped(ctx, killSwitchId),
    pressed.isDrill || pressed.state === 'released' ? [] : readWaitingMoney(ctx, pressed),
    listSessionsBeforePress(ctx, pressed),
    readSinceThePress(ctx, killSwitchId),
  ]);
  const isStanding = pressed.state !== 'released';
  const isUnderWay =
    isStanding &&
    (pressed.stoppedAt === null ||
      pressed.stripeEndedAt === null ||
      counts.some(({ state }) => state === 'waiting'));
  const permissions = permissionsOf(ctx.actor);
  return (
    <div className="page kill-switch">
      {isUnderWay ? <ReadAgain /> : isStanding ? <KeepFresh everyMs={LOOK_AGAIN_MS} /> : null}
      <PageHead
        title={
          <>
            {scopeInWords(pressed)} <StateBadge pressed={pressed} />
          </>
        }
        lead={pressed.reason}
        crumbs={CRUMBS}
      />
      <PressedBefore pressed={pressed} raw={raw} />
      <Phases pressed={pressed} counts={counts} sessions={sessions} />
      {pressed.isDrill ? null : (
        <ReleaseForms
          pressed={pressed}
          mine={ctx.actor.kind === 'operator' ? ctx.actor.operatorId : ''}
          mayRelease={permissions.includes('kill_switch.release')}
          oneHand={
            (await listSameHands(ctx, [pressed.releaseAskedById])).get(pressed.releaseAskedById ?? '') ?? null
          }
          ask={askKillSwitchReleaseAction}
          confirm={confirmKillSwitchReleaseAction}
          keep={permissions.includes('kill_switch.engage') ? keepKillSwitchAction : null}
          ways={await readStepUpWays(ctx)}
          root={killSwitchReleaseLeaf({ ...pressed, releaseAskedBy: pressed.releaseAskedById }) ?? ''}
        />
      )}
      <Problems problems={problems} />
      {pressed.isDrill ? null : (
        <>
          <SincePress since={since} />
          <MoneyThatStays
            waiting={waiting}
            sums={sums}
            stopped={stopped}
            notStopped={notStopped}
            isReleased={pressed.state === 'released'}
            path={`/kill-switch/${killSwitchId}`}
            chosen={readParam(raw, 'currency')}
          />
        </>
      )}
      {pressed.state === 'released' ? null : (
        <OpenPaths pressed={pressed} paths={paths} sessions={sessions} />
      )}
      <OnRecord pressed={pressed} notStopped={notStopped} />
    </div>
  );
}

function ReadAgain() {
  return (
    <>
      <KeepFresh everyMs={READ_AGAIN_MS} />
      <noscript>
        <meta httpEquiv="refresh" content={String(READ_AGAIN_SECONDS)} />
      </noscript>
    </>
  );
}

/** For whoever pressed what stood already, also without a script. */
function PressedBefore({
  pressed: { engagedBy, pressedAt, state },
  raw,
}: {
  pressed: KillSwitchPressed;
  raw: RawSearchParams;
}) {
  if (readParam(raw, 'pressed') !== 'again' || state === 'released') return null;
  return (
    <Callout title="It was pressed already">
      <p>
        {engagedBy} pressed it <Time at={pressedAt} seconds />. It stands, and your press changed nothing;
        both are on record.
      </p>
    </Callout>
  );
}

/** What stays of it for whoever asks later. */
function OnRecord({
  pressed,
  notStopped,
}: {
  pressed: KillSwitchPressed;
  notStopped: readonly MoneyNotStopped[];
}) {
  return (
    <Section id="record" title="On record">
      <DefinitionList
        items={[
          ['Pressed', <Time key="pressed" at={pressed.pressedAt} seconds />],
          ['By', pressed.engagedBy],
          ['Time to stop', pressed.stopMs === null ? null : durationInWords(pressed.stopMs)],
          ['Under way at the press', String(pressed.inFlight)],
          ['Stripe done after', pressed.stripeMs === null ? null : durationInWords(pressed.stripeMs)],
          ['Not known to be stopped', notStopped.length === 0 ? null : notStoppedInWords(notStopped)],
          ['Waiting payouts cancelled', pressed.cancelsPending ? 'asked for' : 'not asked for'],
          [
            'Released',
            pressed.releasedAt === null ? null : <Time key="released" at={pressed.releasedAt} seconds />,
          ],
          ['Released by', released(pressed)],
        ]}
      />
    </Section>
  );
}

function released({
  releasedBy,
  releaseAskedBy,
}: {
  releasedBy: string | null;
  releaseAskedBy: string | null;
}) {
  if (releasedBy === null) return null;
  return releaseAskedBy === null ? releasedBy : `${releaseAskedBy} and ${releasedBy}`;
}
