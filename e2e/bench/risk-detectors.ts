import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CALIBRATION } from '#lib/risk/detectors/calibration.ts';
import { FALSE_PAUSE_BUDGET } from '#lib/risk/detectors/thresholds.ts';
import { FAMILIES } from '../attacks/families.ts';
import { MIXED_POPULATION, USUAL_POPULATION, VARIED_POPULATION } from '../attacks/seller.ts';
import { calibrationFile, CALIBRATION_PATH } from './risk/calibration-file.ts';
import { cleanAccounts } from './risk/clean-accounts.ts';
import { falsePausesOf, falsePausesOfPeer, peerThresholdsFrom, thresholdsFrom } from './risk/false-pauses.ts';
import { attackRows, BARS, honestRows, surgeBars } from './risk/rows.ts';

function orderOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      recalibrate: { type: 'boolean', default: false },
      accounts: { type: 'string', default: '250' },
      years: { type: 'string', default: '1' },
      attacks: { type: 'string', default: '60' },
      'bar-attacks': { type: 'string', default: '400' },
      'check-seed': { type: 'string', default: '9' },
    },
  });
  return {
    isRecalibration: values.recalibrate,
    accounts: Number(values.accounts),
    years: Number(values.years),
    attacks: Number(values.attacks),
    barAttacks: Number(values['bar-attacks']),
    checkSeed: Number(values['check-seed']),
  };
}

/** Only makes the table of thresholds anew; the accounts that it is checked on are of the other command. */
async function recalibrate({ accounts, years }: ReturnType<typeof orderOf>) {
  const size = { accounts, years, population: VARIED_POPULATION };
  const thresholds = thresholdsFrom(cleanAccounts({ ...size, seed: CALIBRATION.seed }));
  const made = { ...CALIBRATION, accounts, years, thresholds };
  await writeFile(join(import.meta.dirname, '../..', CALIBRATION_PATH), calibrationFile(made));
  return { bench: 'risk-detectors' as const, recalibrated: made };
}

/**
 * Detectors on invented accounts. Thresholds are those of the table in the code, made on calibration accounts; peers are
 * calibrated on accounts of that seed to the budget of our stream of refunds; all that is reported is measured on
 * others. With `--recalibrate` the table is made anew and written. `--accounts` (250), `--years` (1), `--attacks`
 * (60) of each family, `--bar-attacks` (400) of those with a bar, `--check-seed` (9).
 */
export async function run(args: readonly string[]) {
  const order = orderOf(args);
  if (order.isRecalibration) return recalibrate(order);
  const began = process.cpuUsage();
  const loadAverageBefore = loadavg()[0] ?? 0;
  const { accounts, years, attacks, barAttacks, checkSeed: seed } = order;
  const size = { accounts, years };
  const table = CALIBRATION.thresholds;
  const peerThresholds = peerThresholdsFrom(
    cleanAccounts({ ...size, seed: CALIBRATION.seed, population: VARIED_POPULATION, names: ['refunds'] }),
  );
  const usual = cleanAccounts({ ...size, seed, population: USUAL_POPULATION });
  const falsePauses = falsePausesOf(usual, table);
  process.stderr.write(`false pauses: ${JSON.stringify(falsePauses)}\n`);
  const varied = cleanAccounts({ ...size, seed: seed + 1, population: VARIED_POPULATION });
  const mixed = cleanAccounts({ ...size, seed: seed + 2, population: MIXED_POPULATION });
  const onAttack = { seed: seed * 100_000, attacks, barAttacks, population: USUAL_POPULATION };
  const rows = attackRows(FAMILIES, onAttack, table, peerThresholds);
  const surges = FAMILIES.filter(({ name }) => name in BARS);
  const variedRows = attackRows(
    surges,
    { ...onAttack, population: VARIED_POPULATION },
    table,
    peerThresholds,
  );
  const { user, system } = process.cpuUsage(began);
  return {
    bench: 'risk-detectors' as const,
    table: CALIBRATION,
    checkSeed: seed,
    falsePauses,
    falsePausesOfVariedAccounts: falsePausesOf(varied, table),
    falsePausesOfMixedAccounts: falsePausesOf(mixed, table),
    falsePausesOfPeers: {
      zScoreOf24Hours: falsePausesOfPeer(usual, 'zScoreOf24Hours', peerThresholds.zScoreOf24Hours),
      pageHinkley: falsePausesOfPeer(usual, 'pageHinkley', peerThresholds.pageHinkley),
    },
    attacks: rows,
    surgesOnVariedAccounts: variedRows,
    honest: honestRows(onAttack, table),
    bars: {
      falsePauses: {
        bar: { perAccountYear: FALSE_PAUSE_BUDGET },
        holds: falsePauses.perAccountYear <= FALSE_PAUSE_BUDGET,
      },
      ...surgeBars(rows),
    },
    processorSeconds: Math.round((user + system) / 1e6),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      loadAverageBefore,
    },
  };
}
