import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectOneMain,
  expectTargets,
  signIn,
  test,
} from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

/*
 * The pages that stand in for the kill switch, for settings and for a bulk decision when those cannot be read: each says what is not
 * affected by that. What breaks them is a row or a table that nobody else reads meanwhile.
 */

const PRESS = `ksw_${'7'.repeat(32)}`;
const BULK = 'bdc_unread_page';

const PAGES: readonly {
  path: string;
  person: string;
  break: () => Promise<unknown>;
  mend: () => Promise<unknown>;
  says: RegExp;
  comesBack: (page: Page) => Promise<void>;
}[] = [
  {
    path: `/kill-switch/${PRESS}`,
    person: 'Anna Lindqvist',
    break: () =>
      sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`
          insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by, pressed_at, stopped_at, planned_at,
            stripe_ended_at, in_flight, release_asked_by, release_asked_at, release_reason, released_by, released_at)
          values (${PRESS}, 'everything', 'Strange payouts', 'released', 0, 'opr_demo_anna', now(), now(), now(), now(), 0,
            'opr_demo_ines', now(), 'Over', 'opr_demo_marek', now())
          on conflict do nothing`;
        await tx`
          insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, ended_at)
          select ${PRESS}, connected_account_id, 'lock', 'done', 1, '{}', 0, 'usd', now() from connected_accounts limit 1
          on conflict do nothing`;
      }),
    mend: () =>
      sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`update kill_switch_steps set balances = '[]' where kill_switch_id = ${PRESS}`;
      }),
    says: /What was stopped stays stopped.*stop the workers/,
    comesBack: (page) => expect(page.getByRole('main')).toContainText('Strange payouts'),
  },
  {
    path: '/settings/notifications',
    person: 'Marek Dudek',
    break: () => sql`revoke select on notification_endpoints from sluice_app`,
    mend: () => sql`grant select on notification_endpoints to sluice_app`,
    says: /Nothing was changed, and what was set counts as before/,
    comesBack: (page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible(),
  },
  {
    path: `/bulk-decisions/${BULK}`,
    person: 'Anna Lindqvist',
    break: () => sql`
      insert into bulk_decisions (bulk_decision_id, operator_id, decision, state, wanted, prepared, root, ended_at)
      values (${BULK}, 'opr_demo_anna', 'approve', 'done', '{}', 0, ${'b'.repeat(64)}, now())
      on conflict (bulk_decision_id) do update set wanted = '{}'`,
    mend: () => sql`update bulk_decisions set wanted = '[]' where bulk_decision_id = ${BULK}`,
    says: /A decision that was begun goes on without this page/,
    comesBack: (page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible(),
  },
];

for (const { path, person, break: breakIt, mend, says, comesBack } of PAGES)
  test(`${path.split('/')[1] ?? ''} that cannot be read says what is not affected, and comes back`, async ({
    page,
    problems,
  }) => {
    await signIn(page, person, '/');
    await breakIt();
    try {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'This page could not be read' })).toBeVisible();
      const said = page.getByRole('main').getByRole('alert');
      await expect(said).toContainText(says);
      await expect(said).toContainText(/Reference\s*\S+/);
      for (const size of [
        { width: 1440, height: 900 },
        { width: 360, height: 640 },
      ])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          await expectOneMain(page);
          await expectNoSidewaysScroll(page);
          await expectTargets(page);
          await expectAccessible(page);
        }
    } finally {
      await mend();
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { name: 'This page could not be read' })).toHaveCount(0);
    await comesBack(page);
    // That it failed is printed by the browser and by React; nothing else may be.
    expect(problems.filter((text) => !/status of 500|React error #441/.test(text))).toEqual([]);
    problems.splice(0);
  });
