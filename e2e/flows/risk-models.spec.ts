import type { Page } from '@playwright/test';
import { modelHash, modelText } from '#lib/risk/models/model-text.ts';
import { COLD_START_FEATURES, COLD_START_MODEL } from '#lib/risk/rules/cold-start-model.ts';
import { INES, MAREK } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectOneMain,
  settled,
  signIn,
  test,
} from '../fixtures.ts';

/* How accounts are compared with their peers, and whether the tests keep their budget: with the real worker, on the seeded past. */

/** Light and dark, on a desk and on a phone. */
async function expectSound(page: Page): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectOneMain(page);
    await expectNoSidewaysScroll(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A case whose decision was compared in the night that was just grown, as it is once a recipe is in force. */
async function expectCaseAmongPeers(page: Page): Promise<void> {
  const [flag] = await sql<{ id: string; decision: string; inputs: string }[]>`
    select risk_flag_id as id, risk_assessment_id as decision, inputs from risk_flags join risk_assessments using (risk_assessment_id)
    where risk_flags.cause = 'seller' order by risk_flags.opened_at limit 1`;
  const [forest] = await sql<{ hash: string; accounts: number }[]>`
    select hash, accounts from risk_forests where peer_group = '*' order by grown_at desc limit 1`;
  const peers = {
    forest: forest?.hash,
    group: 'connected accounts',
    accounts: forest?.accounts,
    score: 0.7,
    base: -0.5,
    contributions: [
      { key: 'refund_ratio_7d', value: 0.3 },
      { key: 'decline_share_7d', value: 0.1 },
      { key: 'night_share', value: 0.05 },
    ],
    percentile: 0.97,
  };
  const seen = async (inputs: string) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update risk_assessments set inputs = ${inputs} where risk_assessment_id = ${flag?.decision ?? ''}`;
    });
  const inputs = flag?.inputs ?? '';
  await seen(JSON.stringify({ ...(JSON.parse(inputs) as object), peers }));
  try {
    await page.goto(`/anomalies/${flag?.id ?? ''}`);
    const figure = page.getByRole('figure', { name: 'What sets it apart' });
    await expect(figure.getByText(/^More unusual than 97 of 100 among \d+ connected accounts/)).toBeVisible();
    await expect(figure.locator('.recharts-surface').first()).toBeVisible();
    await figure.getByText('As a table').click();
    await expect(figure.getByRole('row', { name: /^Refunds against usual/ })).toBeVisible();
    await expectSound(page);
  } finally {
    await seen(inputs);
    await page.goto('/anomalies/peers');
  }
}

test('a recipe for comparing peers is written with its faults, grown by the worker in shadow, tried on the past and given up', async ({
  page,
}) => {
  await signIn(page, INES.name, '/anomalies/peers');
  await settled();
  await expect(page.getByText('Nobody is compared with anybody yet.')).toBeVisible();
  await expectSound(page);
  const write = async (text: string) => {
    await page.getByLabel('Recipe, one thing a line').fill(text);
    await page.getByRole('button', { name: 'Save the draft' }).click();
  };
  await write('feature night_share\nfeature moon_phase');
  await expect(page.getByText('There is no feature “moon_phase”.')).toBeVisible();
  await expectSound(page);
  await write('trees 50\nfeature night_share\nfeature refund_ratio_7d\nfeature decline_share_7d');
  await expect(page.getByText('There is no feature “moon_phase”.')).toHaveCount(0);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('In shadow for 1 night')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 120_000 });
  await expect(page.getByRole('region', { name: 'Groups of peers' })).toContainText('Connected accounts');
  await expect(page.getByText(/It would have flagged|There was no decision/)).toBeVisible();
  await expectSound(page);
  await expectCaseAmongPeers(page);
  await page.context().clearCookies();
  // A week is to pass first, whoever presses.
  await signIn(page, MAREK.name, '/anomalies/peers');
  await page.getByRole('button', { name: 'Give the draft up' }).click();
  await expect(page.getByText('In shadow for 1 night')).toHaveCount(0);
});

test('the tests’ false alarms are counted over the seeded past when somebody presses, with progress', async ({
  page,
}) => {
  await signIn(page, INES.name, '/anomalies/models');
  await settled();
  const press = page.getByRole('button', { name: 'Check now' });
  // The worker may be at the month's own.
  await expect(press).toBeVisible({ timeout: 120_000 });
  await press.click();
  await expect(page.getByText(`${INES.name} asked for it.`)).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Accounts replayed' })).toBeVisible();
  await expectAccessible(page);
  await expect(press).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/false alarms? in \d/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Alarms by stream' })).toContainText('Refunded charges');
  await expectSound(page);
});

test('how money comes back is estimated by the worker from the seeded past, and drawn with the same as a table', async ({
  page,
}) => {
  await signIn(page, INES.name, '/anomalies/models');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('region', { name: 'What the curves were estimated from' })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 120_000 });
  const section = page.getByRole('figure', { name: /^What can still come back, [A-Z]{3}$/ }).first();
  await expect(section.locator('.recharts-surface').first()).toBeVisible();
  await section.getByText('As a table').click();
  await expect(section.getByRole('row', { name: /^0 days 100 % 100 %/ })).toBeVisible();
  await expect(section.getByRole('row', { name: /^120 days/ })).toBeVisible();
  await expectSound(page);
});

test('a model that decided once is tried on the past beside what decides now', async ({ page }) => {
  const text = modelText(COLD_START_MODEL);
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into risk_models (risk_model_id, version, state, kind, text, hash, seed, features, data_from, data_to, label_cutoff, rows,
        positives, metrics, trained_by, retired_at)
      values ('rmd_before', 1, 'retired', 'logistic', ${text}, ${modelHash(text)}, 1, ${sql.json([...COLD_START_FEATURES])}, now(), now(), now(),
        40, 20, '{}', 'x', now())`;
  });
  try {
    await signIn(page, INES.name, '/anomalies/models');
    await page.getByRole('link', { name: 'Try model 1 on the past' }).click();
    await expect(page.getByText(/It would have flagged/)).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText(/stored decisions?, each made again/)).toBeVisible();
    await expect(page.getByLabel('Rules or model')).toHaveValue('rmd_before');
    await expectSound(page);
  } finally {
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`delete from risk_models where risk_model_id = 'rmd_before'`;
    });
  }
});

test('rules that nobody saved are tried on the past, and what is wrong with them is said line by line', async ({
  page,
}) => {
  await signIn(page, INES.name, '/anomalies/back-test');
  await page.getByText('Rules that are only written here').click();
  await page.getByLabel('Rules, saved nowhere').fill('let everything go');
  await page.getByRole('button', { name: 'Try these on the past' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be read' })).toBeVisible();
  await expect(page.getByText(/It would have flagged/)).toHaveCount(0);
  await expectSound(page);
  await page.getByLabel('Rules or model').selectOption({ label: 'As Sluice came' });
  await page.getByRole('button', { name: 'Try it on the past' }).click();
  await expect(page.getByText(/It would have flagged/)).toBeVisible({ timeout: 120_000 });
  await page.goto('/anomalies/back-test?of=rmd_nobody');
  await expect(page.getByRole('alert').filter({ hasText: 'Choose one of the list' })).toBeVisible();
});

test('the models and the peers say so when they cannot be read', async ({ page, problems }) => {
  await signIn(page, INES.name, '/anomalies');
  for (const [path, table] of [
    ['/anomalies/models', 'risk_calibration_checks'],
    ['/anomalies/peers', 'risk_forest_recipes'],
  ] as const) {
    await sql`revoke select on ${sql(table)} from sluice_app`;
    try {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'This page could not be read' })).toBeVisible();
      await expectSound(page);
    } finally {
      await sql`grant select on ${sql(table)} to sluice_app`;
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('navigation', { name: 'Risk' })).toBeVisible();
  }
  // That it failed is printed by the browser and by React; nothing else may be.
  expect(problems.filter((text) => !/status of 500|React error #441/.test(text))).toEqual([]);
  problems.splice(0);
});
