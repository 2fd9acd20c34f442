import type { Page } from '@playwright/test';
import { expect, settled, signIn } from './fixtures.ts';
import { sql } from './stack-under-test.ts';
import { stubStripe } from './stripe-components-stub.ts';

export type PageUnderTest = {
  /** Stays the same from run to run, whatever ids the address holds. */
  name: string;
  path: string;
  /** Who looks at it; null for somebody who has not signed in. */
  person: 'Anna Lindqvist' | 'Marek Dudek' | 'Clara Whitfield' | null;
};

async function one(query: Promise<{ id: string }[]>): Promise<string> {
  const [row] = await query;
  if (row === undefined) throw new Error('The seeded world has no such row.');
  return row.id;
}

/** One that is being written, which takes a list longer than the seeded world has. Too young for the sweeper to wake. */
async function runningExport(): Promise<string> {
  const id = 'exp_every_page';
  await sql`
    insert into list_exports (list_export_id, list, requested_by, query, zone, state, rows_expected, rows_written, created_at, expires_at)
    values (${id}, 'payouts', 'opr_demo_anna', '{"query": "status:paid"}', 'UTC', 'running', 62000, 31000,
            now() + interval '1 hour', now() + interval '1 day')
    on conflict do nothing`;
  return id;
}

/** A file of proposals, read and not yet proposed. */
async function fileOfProposals(): Promise<string> {
  const id = 'pfl_every_page';
  await sql`
    insert into payout_files (payout_file_id, sha256, name, line_count, uploaded_by)
    values (${id}, 'every page', 'week-47.csv', 2, 'opr_demo_anna') on conflict do nothing`;
  await sql`
    insert into payout_file_lines (payout_file_id, line_number, text, connected_account_id, currency, amount, outcome, because)
    select ${id}, 1, connected_account_id || ',EUR,25.00', connected_account_id, 'eur', 2500, 'waiting', null
    from (select connected_account_id from payout_accounts order by 1 limit 1) as one
    union all
    select ${id}, 2, 'acct_nobody,EUR,25.00', 'acct_nobody', 'eur', 2500, 'bad',
      'There is no such connected account. Compare the id with its page.'
    on conflict do nothing`;
  return id;
}

/** The page of saved views, with one to show. */
async function savedViews(): Promise<string> {
  await sql`
    insert into saved_views (saved_view_id, list, owner_id, name, query, is_shared)
    values ('view_every_page', 'payouts', 'opr_demo_marek', 'Sent back by banks', 'q=status%3Afailed', true)
    on conflict do nothing`;
  return '/settings/views';
}

/** One that waits for its person's word: chosen here, looked at by a worker, so that it shows what it would do. */
async function draftedBulkDecision(): Promise<string> {
  const id = 'bdc_every_page_draft';
  await sql`
    insert into bulk_decisions (bulk_decision_id, operator_id, decision, state, wanted)
    select ${id}, 'opr_demo_anna', 'approve', 'preparing', jsonb_agg(payout_request_id order by payout_request_id)
    from (select payout_request_id, row_number() over (partition by requested_by_operator_id order by payout_request_id) as place
      from payout_requests where state = 'in_review') as request
    where place <= 3 on conflict do nothing`;
  await expect
    .poll(() => sql<{ state: string }[]>`select state from bulk_decisions where bulk_decision_id = ${id}`, {
      timeout: 120_000,
    })
    .toMatchObject([{ state: 'draft' }]);
  return `/bulk-decisions/${id}`;
}

/** One that has ended with something to repeat. */
async function endedBulkDecision(): Promise<string> {
  const id = 'bdc_every_page_done';
  await sql`
    insert into bulk_decisions (bulk_decision_id, operator_id, decision, state, prepared, root, ended_at)
    values (${id}, 'opr_demo_anna', 'approve', 'done', 3, ${'a'.repeat(64)}, now())
    on conflict do nothing`;
  await sql`
    insert into bulk_decision_items (bulk_decision_id, payout_request_id, position, version, payload_hash, preview_hash, path,
      outcome, message, ended_at)
    select ${id}, payout_request_id, place, version, payload_hash, payload_hash, '[]',
      case when place = 1 then 'failed' else 'done' end,
      case when place = 1 then 'Left out: Facts have changed since this was shown to you.' end, now()
    from (select *, row_number() over (order by payout_request_id)::int as place from payout_requests) as request
    where place <= 3 on conflict do nothing`;
  return `/bulk-decisions/${id}`;
}

/** A press that is over, with accounts that could not be locked: one that stands would put its banner on every page. */
async function releasedPress(connectedAccountId: string): Promise<string> {
  const id = `ksw_${'e'.repeat(32)}`;
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into kill_switches (kill_switch_id, scope, reason, state, epoch, engaged_by, cancels_pending, pressed_at, stopped_at,
        planned_at, stripe_ended_at, in_flight, release_asked_by, release_asked_at, release_reason, released_by, released_at)
      values (${id}, 'everything', 'Strange payouts to one bank', 'released', 0, 'opr_demo_anna', true, now() - interval '2 hours',
        now() - interval '2 hours' + interval '84 ms', now() - interval '2 hours', now() - interval '119 minutes', 2,
        'opr_demo_ines', now() - interval '1 hour', 'The bank was the right one', 'opr_demo_marek', now() - interval '50 minutes')
      on conflict do nothing`;
    for (const [step, state, because] of [
      ['lock', 'not_possible', 'Stripe says: You may not change this schedule.'],
      ['read_back', 'not_possible', null],
    ] as const)
      await tx`
        insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency,
          because, ended_at)
        values (${id}, ${connectedAccountId}, ${step}, ${state}, 1, '[{"currency": "usd", "amount": "120000"}]', 120000, 'usd',
          ${because}, now() - interval '119 minutes')
        on conflict do nothing`;
    await tx`
      insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, ended_at)
      select ${id}, connected_account_id, 'lock', 'done', 2,
        jsonb_build_array(jsonb_build_object('currency', code, 'amount', '3400000')), 3400000, code,
        now() - interval '2 hours' + interval '1 second' * place
      from (select connected_account_id, row_number() over (order by connected_account_id) as place,
          (array['usd', 'eur', 'gbp', 'jpy', 'usd'])[1 + row_number() over (order by connected_account_id) % 5] as code
        from connected_accounts where connected_account_id <> ${connectedAccountId} limit 12) as numbered
      on conflict do nothing`;
    await tx`
      insert into kill_switch_steps (kill_switch_id, connected_account_id, step, state, position, exposed, currency, seen_at, ended_at)
      select ${id}, connected_account_id, 'lock', 'done', 3, 0, 'usd', now() - interval '100 minutes',
        now() - interval '100 minutes' + interval '2100 ms'
      from (select connected_account_id from connected_accounts order by connected_account_id desc limit 1) as newest
      on conflict do nothing`;
  });
  return id;
}

const anna = (name: string, path: string): PageUnderTest => ({ name, path, person: 'Anna Lindqvist' });
const marek = (name: string, path: string): PageUnderTest => ({ name, path, person: 'Marek Dudek' });
const clara = (name: string, path: string): PageUnderTest => ({ name, path, person: 'Clara Whitfield' });
const nobody = (name: string, path: string): PageUnderTest => ({ name, path, person: null });

const PORTAL = [
  clara('portal', '/portal'),
  clara('portal-payouts', '/portal/payouts'),
  clara('portal-payments', '/portal/payments'),
  clara('portal-account', '/portal/account'),
  clara('portal-documents', '/portal/documents'),
];

/** Something that Clara Whitfield was asked and has not answered, and an answer that waits to be looked at. */
async function askedOfOwner(): Promise<{ path: string; account: string }> {
  const [owner] = await sql<{ id: string; account: string }[]>`
    select owner_id as id, connected_account_id as account from connected_account_owners where name = 'Clara Whitfield'`;
  if (owner === undefined) throw new Error('The seeded world has no Clara Whitfield.');
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by,
      state, answer_text, answered_by, answered_at)
    values ('irq_every_page_sent', ${owner.account}, 'An invoice of your supplier',
        'We compare what you sell with what you buy. A photo is enough.', '["The newest invoice", "A delivery note"]',
        now() + interval '5 days', 'opr_demo_ines', 'sent', null, null, null),
      ('irq_every_page_answered', ${owner.account}, 'Your new address', 'Your letters come back to us.', '[]',
        now() + interval '2 days', 'opr_demo_ines', 'answered', 'We have moved: 12 Bell Lane, Bristol.', ${owner.id}, now() - interval '1 hour')
    on conflict do nothing`;
  return { path: '/portal/requests/irq_every_page_sent', account: owner.account };
}

async function requestPages(): Promise<PageUnderTest[]> {
  const { path, account } = await askedOfOwner();
  return [
    anna('requests', '/connected-accounts/requests'),
    anna('requests-answered', '/connected-accounts/requests?state=answered'),
    anna('connected-account-asked', `/connected-accounts/${account}`),
    clara('portal-request', path),
    clara('portal-request-answered', '/portal/requests/irq_every_page_answered'),
  ];
}

/** What risk found, with the flag that has most at stake beside the list. */
async function anomalyPages(): Promise<PageUnderTest[]> {
  const flag = await one(
    sql`select risk_flag_id as id from risk_flags order by exposure desc, risk_flag_id limit 1`,
  );
  return [
    anna('anomalies', '/anomalies'),
    anna('anomalies-nothing-found', '/anomalies?q=nothing-is-called-this'),
    anna('anomalies-panel', `/anomalies?open=${flag}`),
    anna('anomaly', `/anomalies/${flag}`),
    marek('anomalies-together', `/anomalies/together?flag=${flag}`),
    marek('risk-rules', '/anomalies/rules'),
    marek('risk-peers', '/anomalies/peers'),
    marek('risk-models', '/anomalies/models'),
    marek('risk-back-test', '/anomalies/back-test?of=starter'),
  ];
}

const SEARCHES = [anna('search', '/search'), anna('search-found', '/search?q=po_1')];
const LEDGER = [anna('ledger', '/ledger'), anna('ledger-entries', '/ledger/entries')];

const bulkPages = async (): Promise<PageUnderTest[]> => [
  anna('bulk-decision', await draftedBulkDecision()),
  anna('bulk-decision-done', await endedBulkDecision()),
];

const settingsPages = async (): Promise<PageUnderTest[]> => [
  marek('settings', '/settings'),
  marek('payout-policy', '/settings/payout-policy'),
  marek('people', '/settings/people'),
  marek('settings-zone-unclear', '/settings?like=ber'),
  marek('settings-views', await savedViews()),
  marek('settings-webhooks', '/settings/webhooks'),
  marek('sessions', '/settings/sessions'),
  marek('security', '/settings/security'),
  marek('notifications', '/settings/notifications'),
];

/** Every page and its states, with a real object of the seeded world where it shows one. */
export async function everyPage(): Promise<PageUnderTest[]> {
  await settled();
  const requests = await requestPages();
  const failedPayout = await one(
    sql`select payout_id as id from payouts where status = 'failed' order by payout_id limit 1`,
  );
  const paidPayout = await one(
    sql`select payout_id as id from payouts where status = 'paid' and not is_automatic order by payout_id limit 1`,
  );
  const toDecide = await one(
    sql`select payout_request_id as id from payout_requests as request
      where state = 'in_review' and requested_by_operator_id is null and not exists (
        select from payout_approvals as approval where approval.payout_request_id = request.payout_request_id)
      order by requested_at, payout_request_id limit 1`,
  );
  const weakAccount = await one(sql`
    select connected_account_id as id from connected_accounts where lock_strength = 'automatic' order by 1 limit 1`);
  const event = await one(
    sql`select stripe_event_id as id from stripe_events where type = 'payout.paid' order by 1 limit 1`,
  );
  const entry = await one(
    sql`select journal_entry_id as id from journal_entries where kind = 'payout' order by 1 limit 1`,
  );
  const currency = await one(sql`
    select currency as id from ledger_balances where connected_account_id = ${weakAccount} order by 1 limit 1`);
  const auditRecord = await one(sql`
    select audit_record_id::text as id from audit_records where before is not null order by audit_record_id limit 1`);
  return [
    anna('overview', '/'),
    anna('overview-jpy', '/?currency=jpy'),
    anna('payouts', '/payouts'),
    anna('payouts-all', '/payouts?view=all'),
    anna('payouts-nothing-found', '/payouts?q=nothing-is-called-this'),
    anna('payouts-propose', '/payouts/propose'),
    anna('payout-file', `/payouts/propose/${await fileOfProposals()}`),
    anna('payouts-panel', `/payouts?open=${toDecide}`),
    anna('payout-request', `/payouts/${toDecide}`),
    anna('payouts-stripe', '/payouts/stripe'),
    anna('payouts-stripe-failed', '/payouts/stripe?status=failed'),
    anna('payouts-stripe-panel', `/payouts/stripe?open=${failedPayout}`),
    anna('payout-failed', `/payouts/${failedPayout}`),
    anna('payout-paid', `/payouts/${paidPayout}`),
    ...(await anomalyPages()),
    anna('connected-accounts', '/connected-accounts'),
    anna('connected-accounts-nothing-found', '/connected-accounts?lock=platform_balance&q=zzzz'),
    anna('connected-account', `/connected-accounts/${weakAccount}`),
    anna('invitations', '/connected-accounts/invitations'),
    ...requests.filter(({ person }) => person === 'Anna Lindqvist'),
    ...SEARCHES,
    ...LEDGER,
    anna('ledger-entry', `/ledger/entries/${entry}`),
    anna('ledger-account', `/ledger/accounts/2100?book=${weakAccount}&currency=${currency}`),
    anna('promises', '/ledger/invariants'),
    anna('events', '/events'),
    anna('events-failed', '/events?state=failed'),
    anna('event', `/events/${event}`),
    anna('alarms', '/alarms'),
    anna('kill-switch', '/kill-switch'),
    anna('kill-switch-press', `/kill-switch/${await releasedPress(weakAccount)}`),
    anna('runbook', '/runbooks/event-gap'),
    anna('export', `/exports/${await runningExport()}`),
    ...(await bulkPages()),
    marek('audit', '/audit'),
    marek('audit-record', `/audit/${auditRecord}`),
    ...(await settingsPages()),
    ...PORTAL,
    ...requests.filter(({ person }) => person === 'Clara Whitfield'),
    nobody('sign-in', '/sign-in'),
    nobody('invitation', '/invitation?token=x'),
    nobody('seller-invitation', '/invitation/seller?token=x'),
  ];
}

/** Opens each page in turn as the person it belongs to, and waits until all its parts are there. */
export class Walk {
  private signedIn: string | null = null;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open({ path, person }: PageUnderTest): Promise<void> {
    if (person !== this.signedIn) {
      await this.page.context().clearCookies();
      if (person === 'Clara Whitfield') await stubStripe(this.page);
      if (person !== null) await signIn(this.page, person);
      this.signedIn = person;
    }
    const response = await this.page.goto(path);
    expect(response?.status(), path).toBe(200);
    // Parts that are still being read have a skeleton or, where they take no room yet, React's own placeholder.
    await expect(this.page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
    const place = person === 'Clara Whitfield' ? '.portal-name b' : '.shell > .nav .person';
    if (person !== null) await expect(this.page.locator(place)).toHaveCount(1);
    await this.claimed();
  }

  /** Who opens an item has it: a page that is about to say so is not looked at yet. */
  private async claimed(): Promise<void> {
    const claim = this.page.locator('.review-claim');
    if ((await claim.count()) === 0) return;
    await expect(claim).toHaveText('Yours while you have it open.');
  }
}
