import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, settled, signIn, test } from '../fixtures.ts';
import { SEEDED_FIRST } from '../portal-owner.ts';
import { sql, stripe } from '../stack-under-test.ts';

/** Decimals of Stripe's minor unit, written down here a second time: a test that asked the product would agree with it. */
const DECIMALS = { huf: 2, isk: 2, jpy: 0, kwd: 3, usd: 2 } as const;

function decimal(amount: bigint, decimals: number): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return `${amount < 0n ? '-' : ''}${digits.slice(0, cut)}${decimals === 0 ? '' : `.${digits.slice(cut)}`}`;
}

/** As a screen writes it: thousands apart, a real minus. */
function onScreen(amount: bigint, decimals: number): string {
  const [whole = '', rest] = decimal(amount, decimals).replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

async function texts(page: Page, selector: string): Promise<string[]> {
  return (await page.locator(selector).allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** The seeded world has none in this currency that left lately: one more, so that there is a bar to look at. */
async function payOutToday(currency: string): Promise<void> {
  const [book] = await sql<{ account: string }[]>`
    select connected_account_id as account from connected_accounts as account
    where default_currency = ${currency} and payouts_enabled order by ${SEEDED_FIRST} limit 1`;
  const stripeAccount = book?.account ?? '';
  await stripe.payouts.create({ amount: 10_010, currency }, { stripeAccount });
}

for (const [currency, decimals] of Object.entries(DECIMALS)) {
  test(`amounts in ${currency.toUpperCase()} are right in table, sums, file, filter and chart`, async ({
    page,
  }) => {
    if (currency === 'kwd') await payOutToday(currency);
    await settled();
    await signIn(page, 'Anna Lindqvist');
    const stored = await sql<{ payoutId: string; amount: bigint }[]>`
      select payout_id as "payoutId", amount from payouts where currency = ${currency}`;
    expect(stored.length, 'payouts of this currency in the seeded world').toBeGreaterThan(0);
    const amounts = new Map(stored.map(({ payoutId, amount }) => [payoutId, amount]));

    await page.goto(`/payouts/stripe?currency=${currency}`);
    const rows = page.locator('[data-list] tbody tr');
    const ids = await rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-row') ?? ''));
    expect(ids.length).toBe(Math.min(stored.length, 50));
    const shown = await texts(page, '[data-list] tbody td.c-amount');
    expect(shown).toEqual(
      ids.map((id) => `${onScreen(amounts.get(id) ?? -1n, decimals)} ${currency.toUpperCase()}`),
    );

    const sum = (of: readonly bigint[]): string =>
      onScreen(
        of.reduce((total, amount) => total + amount, 0n),
        decimals,
      );
    expect(await texts(page, '.list-totals thead th')).toEqual([currency.toUpperCase()]);
    expect(await texts(page, '.list-totals tbody td')).toEqual([
      sum(ids.map((id) => amounts.get(id) ?? -1n)),
      sum([...amounts.values()]),
    ]);

    await expectFile(page, currency, decimals, amounts);
    await expectFilter(page, currency, decimals, amounts);
    await expectChart(page, currency, decimals);
    await expectHeld(page, currency, decimals);
  });
}

async function expectFile(
  page: Page,
  currency: string,
  decimals: number,
  amounts: ReadonlyMap<string, bigint>,
): Promise<void> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: /csv/i }).click();
  const text = await readFile(await (await downloading).path(), 'utf8');
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !/^"?#/.test(line));
  const names = head.split(',');
  const at = (line: string, name: string): string => line.split(',').at(names.indexOf(name)) ?? '';
  // Names may hold a comma; what is looked at here stands before or after them, counted from the right edge or the left.
  expect(lines.length).toBe(amounts.size);
  for (const line of lines) {
    const id = /po_\w+/.exec(line)?.[0] ?? '';
    const amount = amounts.get(id);
    expect(amount, line).toBeDefined();
    expect(line, 'decimal, code and minor units side by side').toContain(
      `,${decimal(amount ?? -1n, decimals)},${currency.toUpperCase()},${String(amount)},`,
    );
  }
  expect(at(head, 'amount_minor')).toBe('amount_minor');
}

/** An amount as a person types it cuts the list exactly there, not ten or a hundred times higher. */
async function expectFilter(
  page: Page,
  currency: string,
  decimals: number,
  amounts: ReadonlyMap<string, bigint>,
): Promise<void> {
  const sorted = [...amounts.values()].toSorted((left, right) => Number(left - right));
  const bound = sorted[Math.floor(sorted.length / 2)] ?? 0n;
  const sides: [string, (amount: bigint) => boolean][] = [
    ['>', (amount) => amount > bound],
    ['>=', (amount) => amount >= bound],
    ['<', (amount) => amount < bound],
  ];
  for (const [sign, isIn] of sides) {
    const line = `currency:${currency} amount:${sign}${decimal(bound, decimals)}`;
    const expected = [...amounts].filter(([, amount]) => isIn(amount));
    await page.goto(`/payouts/stripe?${new URLSearchParams({ q: line }).toString()}`);
    const ids = await page
      .locator('[data-list] tbody tr')
      .evaluateAll((found) => found.map((row) => row.getAttribute('data-row') ?? ''));
    expect(ids.length, line).toBe(Math.min(expected.length, 50));
    const wanted = new Set(expected.map(([id]) => id));
    expect(
      ids.filter((id) => !wanted.has(id)),
      line,
    ).toEqual([]);
    if (expected.length === 0) continue;
    const sum = expected.reduce((total, [, amount]) => total + amount, 0n);
    expect((await texts(page, '.list-totals tbody td')).at(-1), line).toBe(onScreen(sum, decimals));
  }
}

async function expectChart(page: Page, currency: string, decimals: number): Promise<void> {
  await page.goto(`/?currency=${currency}`);
  const figure = page.getByRole('figure', { name: new RegExp(`Left per UTC day, ${currency}`, 'i') });
  await figure.getByText('As a table').click();
  const days = await sql<{ arrived: bigint; moving: bigint }[]>`
    select coalesce(sum(amount) filter (where status = 'paid'), 0)::bigint as arrived,
           coalesce(sum(amount) filter (where status in ('pending', 'in_transit')), 0)::bigint as moving
    from generate_series((now() at time zone 'UTC')::date - 29, (now() at time zone 'UTC')::date, '1 day') as day
    left join payouts on payouts.currency = ${currency} and (payouts.occurred_at at time zone 'UTC')::date = day::date
    group by day order by day`;
  const cells = (await figure.locator('tbody td').allTextContents()).map((text) => text.trim());
  expect(cells).toEqual(
    days.flatMap(({ arrived, moving }) => [onScreen(arrived, decimals), onScreen(moving, decimals)]),
  );
  const left = days.reduce((total, { arrived, moving }) => total + arrived + moving, 0n);
  await expect(figure).toContainText(
    `${onScreen(left, decimals)} ${currency.toUpperCase()} in the last 30 days`,
  );

  if (left === 0n) {
    await expect(figure).toContainText('Nothing to draw.');
    return;
  }
  // The bar itself: its tip says the exact words of its day.
  await figure.locator('svg').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(figure.locator('.chart-tip dd').first()).toHaveText(
    onScreen(days[1]?.arrived ?? -1n, decimals),
  );
}

/** What is held by day, in chart and table, is every line of the books added up, and ends with the table above it. */
async function expectHeld(page: Page, currency: string, decimals: number): Promise<void> {
  const figure = page.getByRole('figure', {
    name: new RegExp(`Held at the end of each UTC day, ${currency}`, 'i'),
  });
  await figure.getByText('As a table').click();
  const columns = (await figure.locator('thead th').allTextContents()).slice(1);
  const codes: Record<string, number> = {
    Available: 2100,
    Pending: 2110,
    'Reserved for payouts': 2150,
    'Set aside by Stripe': 2140,
  };
  const days = await sql<{ code: number; held: bigint }[]>`
    select code, coalesce(sum(case side when 'credit' then amount else -amount end), 0)::bigint as held
    from generate_series((now() at time zone 'UTC')::date - 29, (now() at time zone 'UTC')::date, '1 day') as day
    cross join unnest(${columns.map((name) => codes[name] ?? 0)}::int[]) with ordinality as columns (code, place)
    left join postings on postings.currency = ${currency} and ledger_account_code = code
      and effective_at < (day + interval '1 day') at time zone 'UTC'
    group by day, code, place order by day, place`;
  const cells = (await figure.locator('tbody td').allTextContents()).map((text) => text.trim());
  expect(cells).toEqual(days.map(({ held }) => onScreen(held, decimals)));
  const now = days.slice(-columns.length).reduce((total, { held }) => total + held, 0n);
  await expect(figure).toContainText(`${onScreen(now, decimals)} ${currency.toUpperCase()} now`);
  const row = page
    .locator('.money-t tbody tr')
    .filter({ has: page.getByRole('rowheader', { name: currency.toUpperCase() }) });
  const above = (await row.locator('td').allTextContents()).map((text) => text.trim());
  for (const [place, { held }] of days.slice(-columns.length).entries())
    if (columns[place] !== 'Set aside by Stripe') expect(above[place]).toContain(onScreen(held, decimals));
}
