import type { Metadata, Route } from 'next';
import Link from 'next/link';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { PressForm, type PressTyped } from '#components/kill-switch/press-form.tsx';
import { SwitchTable } from '#components/kill-switch/switch-table.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readDemoCode } from '#lib/approvals/step-up/demo-code.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listKillSwitchHistory, listStandingSwitches } from '#lib/kill-switch/queries.ts';

export const metadata: Metadata = { title: 'Kill switch' };

export default async function KillSwitchPage(props: PageProps<'/kill-switch'>) {
  const ctx = await guardPage('kill_switch.read');
  const [raw, standing, history] = await Promise.all([
    props.searchParams,
    listStandingSwitches(ctx),
    listKillSwitchHistory(ctx),
  ]);
  return (
    <div className="page kill-switch">
      <PageHead
        title="Kill switch"
        lead="Stops every payout that Sluice sends, within a moment. Two people release it. Stripe’s own automatic schedules go on: set those accounts to manual at Stripe."
      />
      {standing.length === 0 ? null : (
        <Section id="standing" first title="Stopped now">
          <SwitchTable presses={standing} label="Switches that stand" />
        </Section>
      )}
      <Press ctx={ctx} raw={raw} />
      <Section id="history" title="History" lead="Newest first. The audit has every step.">
        {history.length === 0 ? (
          <p className="muted">It has never been pressed.</p>
        ) : (
          <SwitchTable presses={history} label="History" />
        )}
      </Section>
    </div>
  );
}

/** The form, for whoever may press and can prove to be there. */
async function Press({ ctx, raw }: { ctx: Context; raw: RawSearchParams }) {
  if (!permissionsOf(ctx.actor).includes('kill_switch.engage'))
    return <p className="muted">Finance operators, risk reviewers and administrators may press it.</p>;
  const [{ hasCodes }, demoCode] = await Promise.all([readStepUpWays(ctx), readDemoCode(ctx)]);
  if (!hasCodes)
    return (
      <Callout tone="held" title="You cannot press it yet">
        <p>
          Pressing takes a one-time code, and you have none that counts.{' '}
          <Link href={'/settings/security' as Route} prefetch={false}>
            Add one to your account
          </Link>
          . If money has to stop now, ask a colleague who has one.
        </p>
      </Callout>
    );
  return <PressForm refused={readParam(raw, 'refused')} typed={typedBefore(raw)} demoCode={demoCode} />;
}

function typedBefore(raw: RawSearchParams): PressTyped {
  const account = readParam(raw, 'account');
  return {
    scope: account === undefined ? (readParam(raw, 'scope') ?? 'everything') : 'connected_account',
    value: account ?? readParam(raw, 'value') ?? '',
    reason: readParam(raw, 'reason') ?? '',
  };
}
