import { expect, expectAccessible, settled, signIn, test } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

async function one(query: Promise<{ id: string }[]>): Promise<string> {
  const [row] = await query;
  if (row === undefined) throw new Error('The seeded world has no such row.');
  return row.id;
}

test('bank numbers of an event reach no screen, and stay in its stored bytes', async ({ page, problems }) => {
  await settled();
  const [event] = await sql<{ id: string; body: string }[]>`
    select stripe_event_id as id, body from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)
    where type = 'account.external_account.created' and body::jsonb #>> '{data,object,routing_number}' ~ '^[0-9]{6,}$'
    order by 1 limit 1`;
  const { routing_number: routingNumber, last4 } = (
    JSON.parse(event?.body ?? '{}') as { data: { object: { routing_number: string; last4: string } } }
  ).data.object;
  expect(routingNumber).toMatch(/\d{6}/);
  for (const name of ['Anna Lindqvist', 'Vera Holm', 'Marek Dudek']) {
    await page.context().clearCookies();
    await signIn(page, name);
    await page.goto(`/events/${event?.id ?? ''}`);
    const raw = page.getByLabel('Raw event');
    await expect(raw).toContainText('"routing_number": "[hidden]"');
    await expect(raw).toContainText(`"last4": "${last4}"`);
    expect(await page.content()).not.toContain(routingNumber);
  }
  expect(problems).toEqual([]);
});

test('a replay shows its end by itself, who did it, and raises no false alarm', async ({ page }) => {
  await settled();
  const event = await one(sql`
    select stripe_event_id as id from stripe_events where type = 'payout.paid' and state = 'processed' order by occurred_at limit 1`);
  await signIn(page, 'Anna Lindqvist');
  await page.goto(`/events/${event}`);
  await page.getByRole('link', { name: 'Replay…' }).click();
  await page.getByRole('button', { name: 'Replay exactly this' }).click();

  const story = page.getByRole('region', { name: 'What happened' });
  await expect(story.getByText('Replayed by Anna Lindqvist')).toBeVisible();
  await expect(page.getByText('What it told was read again from Stripe')).toBeVisible();
  await expect(story.getByText('Processed')).toHaveCount(2);
  await expect(page.getByText('events wait')).toHaveCount(0);
});

test('listing again from a day refuses a day that cannot be, and shows its progress to the end', async ({
  page,
}) => {
  await settled();
  await signIn(page, 'Anna Lindqvist');
  await page.goto('/events');
  const firstEvent = page.getByRole('table', { name: 'Events, newest first' }).getByRole('link').first();
  await expect(firstEvent).toBeVisible();
  await page.getByText('List again from a day…').click();
  await page.getByLabel('From, in UTC').fill('2020-01-01');
  await page.getByRole('button', { name: 'List again' }).click();
  await expect(page.getByText('so this can begin with')).toBeVisible();

  await page.getByLabel('From, in UTC').fill('2020-01-01');
  await page.getByLabel('What to list').selectOption('relist-money');
  await page.getByRole('button', { name: 'List again' }).click();
  const run = page.getByRole('listitem').filter({ hasText: 'Money listed again from Wed 1 Jan 2020' });
  await expect(run.getByText('Finished')).toBeVisible({ timeout: 120_000 });
  await expect(run).toContainText('objects listed');
});

test('who may only read is told who may do more', async ({ page }) => {
  await settled();
  const event = await one(sql`select stripe_event_id as id from stripe_events order by occurred_at limit 1`);
  await signIn(page, 'Vera Holm');
  await page.goto('/events');
  await expect(page.getByText('may start and stop a run')).toBeVisible();
  await expect(page.getByRole('button', { name: /Back-fill now|List again/ })).toHaveCount(0);
  await page.goto(`/events/${event}`);
  await expect(page.getByText('may replay it')).toBeVisible();
});

test('an alarm is closed with a note, its times in the reader’s zone', async ({ page, problems }) => {
  const text = 'From 2026-11-20T23:30:00Z to 2026-11-21T00:10:00Z nothing came.';
  await sql`insert into alarms (kind, subject, text) values ('flow_test', 'evt_flow_test', ${text})`;
  await signIn(page, 'Anna Lindqvist', '/alarms?kind=flow_test');
  const alarm = page.getByRole('listitem').filter({ hasText: 'Flow test' });
  await expect(alarm).toContainText('nothing came');
  await expect(alarm).not.toContainText('T23:30:00Z');
  await alarm.getByText('Close alarm…').click();
  await expectAccessible(page);
  await alarm.getByLabel(/What you found or did/).fill('The endpoint was down for maintenance.');
  await alarm.getByRole('button', { name: 'Close alarm' }).click();
  await expect(page.getByRole('heading', { name: 'No alarm is open' })).toBeVisible();
  const [record] = await sql<{ after: { note: string } }[]>`
    select after from audit_records where action = 'alarm.close' and subject = 'evt_flow_test'`;
  expect(record?.after.note).toBe('The endpoint was down for maintenance.');
  expect(problems).toEqual([]);
});
