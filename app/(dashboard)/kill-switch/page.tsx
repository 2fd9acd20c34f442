import type { Metadata } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { PressForm } from '#components/kill-switch/press-form.tsx';
import { SwitchTable } from '#components/kill-switch/switch-table.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { listKillSwitchHistory, listStandingSwitches } from '#lib/kill-switch/queries.ts';

export const metadata: Metadata = { title: 'Kill switch' };

export default async function KillSwitchPage(props: PageProps<'/kill-switch'>) {
  const ctx = await guardPage('kill_switch.read');
  const [raw, standing, history] = await Promise.all([
    props.searchParams,
    listStandingSwitches(ctx),
    listKillSwitchHistory(ctx),
  ]);
  const mayPress = permissionsOf(ctx.actor).includes('kill_switch.engage');
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
      {mayPress ? (
        <PressForm refused={readParam(raw, 'refused')} account={readParam(raw, 'account')} />
      ) : (
        <p className="muted">Finance operators, risk reviewers and administrators may press it.</p>
      )}
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
