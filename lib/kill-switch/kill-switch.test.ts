import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context, type OperatorRole } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { insertPayoutRequest } from '../payouts/requests/test-request.fixture.ts';
import { readStopped } from '../overview/shell-status.ts';
import { askKillSwitchRelease } from './ask-kill-switch-release.ts';
import { awaitStandstill } from './await-standstill.ts';
import { confirmKillSwitchRelease } from './confirm-kill-switch-release.ts';
import { finishStandstills } from './finish-standstills.ts';
import { keepKillSwitch } from './keep-kill-switch.ts';
import { getKillSwitch } from './queries.ts';
import { beginCall, endCall } from './test-attempt.fixture.ts';
import { engageProven, insertPressProof, releaseProven } from './test-press.fixture.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 4, onnotice: () => undefined });
  for (const [name, role] of [
    ['Ines', 'risk_reviewer'],
    ['Marek', 'administrator'],
    ['Anna', 'finance_operator'],
  ])
    await sql`insert into operators (operator_id, email, name, role) values (${`opr_${String(name)}`}, ${`${String(name)}@example.com`}, ${String(name)}, ${String(role)})`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  for (const { kill_switch_id: id } of await sql<
    { kill_switch_id: string }[]
  >`select kill_switch_id from kill_switches where state <> 'released'`)
    await release(id);
});

function as(name: string, role: OperatorRole): Context {
  return { ...jobContext('test'), actor: { kind: 'operator', operatorId: `opr_${name}`, name, role } };
}
const ANNA = as('Anna', 'finance_operator');
const INES = as('Ines', 'risk_reviewer');
const MAREK = as('Marek', 'administrator');
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;

async function release(killSwitchId: string): Promise<void> {
  await awaitStandstill(killSwitchId);
  const [now] = await sql<
    { state: string }[]
  >`select state from kill_switches where kill_switch_id = ${killSwitchId}`;
  if (now?.state === 'engaged') await askKillSwitchRelease(INES, { killSwitchId, reason: 'Over' });
  await releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' });
}

async function stateOf(killSwitchId: string) {
  const [row] =
    await sql`select state, in_flight, stopped_at, epoch from kill_switches where kill_switch_id = ${killSwitchId}`;
  return row;
}

let accounts = 0;
function approved(overrides: Parameters<typeof insertPayoutRequest>[1] = {}) {
  accounts += 1;
  return insertPayoutRequest(sql, {
    state: 'approved',
    connectedAccountId: `acct_${String(accounts)}`,
    destinationId: `ba_${String(accounts)}`,
    ...overrides,
  });
}

describe('the press', () => {
  it('returns when no covered call is under way, and not before', async () => {
    const attempt = await beginCall(sql, await approved());
    let hasReturned = false;
    const engaging = engageProven(sql, ANNA, EVERYTHING).then((engaged) => {
      hasReturned = true;
      return engaged;
    });
    await expect
      .poll(async () => (await sql`select in_flight from kill_switches where state = 'engaging'`)[0])
      .toEqual({ in_flight: 1 });
    expect(hasReturned).toBe(false);
    await endCall(sql, attempt);
    const { killSwitchId, isStandstill } = await engaging;
    expect(isStandstill).toBe(true);
    expect(await stateOf(killSwitchId)).toMatchObject({
      state: 'engaged',
      in_flight: 1,
      stopped_at: expect.any(Date) as Date,
    });
  });

  it('waits for a caller that died no longer than its permit', async () => {
    await beginCall(sql, await approved(), 0.4);
    const { isStandstill } = await engageProven(sql, ANNA, EVERYTHING);
    expect(isStandstill).toBe(true);
    expect(
      await sql`select 1 from payout_attempts where state = 'calling' and call_until > clock_timestamp()`,
    ).toEqual([]);
  });

  it('says honestly to whoever cannot wait that a call is still under way', async () => {
    const attempt = await beginCall(sql, await approved());
    const { killSwitchId, ...said } = await engageProven(sql, ANNA, EVERYTHING, { msMax: 0 });
    expect(said).toMatchObject({ isStandstill: false, inFlight: 1 });
    expect(await stateOf(killSwitchId)).toMatchObject({ state: 'engaging', stopped_at: null });
    await expect(
      sql`update kill_switches set state = 'engaged', stopped_at = now() where kill_switch_id = ${killSwitchId}`,
    ).rejects.toThrow('is under way');
    await endCall(sql, attempt);
    await finishStandstills(jobContext('stop-payouts'));
    expect(await stateOf(killSwitchId)).toMatchObject({ state: 'engaged' });
  });

  it.each([
    [{ scope: 'everything' }, true],
    [{ scope: 'connected_account', scopeValue: 'acct_Covered' }, true],
    [{ scope: 'connected_account', scopeValue: 'acct_Other' }, false],
    [{ scope: 'currency', scopeValue: 'USD' }, true],
    [{ scope: 'currency', scopeValue: 'eur' }, false],
    [{ scope: 'country', scopeValue: 'us' }, true],
    [{ scope: 'country', scopeValue: 'GB' }, false],
    [{ scope: 'method', scopeValue: 'standard' }, true],
    [{ scope: 'method', scopeValue: 'instant' }, false],
    // Nobody knows its band yet, so it is covered by each.
    [{ scope: 'risk_band', scopeValue: 'low' }, true],
    [{ scope: 'risk_band', scopeValue: 'severe' }, true],
  ] as const)('of %o stops what it covers and nothing else: %s', async (press, isCovered) => {
    const covered = await approved({ connectedAccountId: 'acct_Covered', destinationId: 'ba_Covered' });
    await approved({ connectedAccountId: 'acct_Other', destinationId: 'ba_Other' });
    await sql`update connected_accounts set country = 'GB' where connected_account_id = 'acct_Other'`;
    await engageProven(sql, ANNA, { ...press, reason: 'Strange payouts' });
    if (isCovered) {
      await expect(beginCall(sql, covered)).rejects.toThrow('covers payout request');
      return;
    }
    const attempt = await beginCall(sql, covered);
    await endCall(sql, attempt);
  });

  it('of one account names it', async () => {
    await approved({ connectedAccountId: 'acct_Covered', destinationId: 'ba_Covered' });
    await sql`update connected_accounts set display_name = 'Saguaro Trading' where connected_account_id = 'acct_Covered'`;
    const { killSwitchId } = await engageProven(sql, ANNA, {
      scope: 'connected_account',
      scopeValue: 'acct_Covered',
      reason: 'Strange payouts',
    });
    expect(await getKillSwitch(ANNA, killSwitchId)).toMatchObject({ scopeName: 'Saguaro Trading' });
    expect((await readStopped(ANNA)).killSwitches).toMatchObject([{ scopeName: 'Saguaro Trading' }]);
    // A page waits for these before its first byte, and for no table that a migration may hold.
    await sql.begin(async (held) => {
      await held`lock table connected_accounts in access exclusive mode`;
      expect((await readStopped(ANNA)).killSwitches).toMatchObject([
        { scopeValue: 'acct_Covered', scopeName: null },
      ]);
    });
  });

  it('of a country understands what people call it and stops what Stripe calls it', async () => {
    const british = await approved({ connectedAccountId: 'acct_British', destinationId: 'ba_British' });
    await sql`update connected_accounts set country = 'GB' where connected_account_id = 'acct_British'`;
    await engageProven(sql, ANNA, { scope: 'country', scopeValue: 'UK', reason: 'Strange payouts' });
    await expect(beginCall(sql, british)).rejects.toThrow('covers payout request');
  });

  it('of a risk band covers that band and the stricter ones, and whoever was in one since', async () => {
    const covered = await approved({ connectedAccountId: 'acct_Covered', destinationId: 'ba_Covered' });
    const band = (name: string, before: string) => sql`
      with said as (insert into segment_assessments (segment_assessment_id, connected_account_id, assessed_at, number, cause, points, scored_band,
          band, band_before, why, inputs, inputs_hash, outcome, scorecard_hash, effects_hash, decided_by)
        select 'sga_' || number, 'acct_Covered', now(), number, case number when 1 then 'first' else 'facts' end, 1, ${name}, ${name},
          case number when 1 then null else ${before} end, 'x', '{}', 'x', '{}', 'x', 'x', 'x'
        from (select count(*) + 1 as number from segment_assessments) as counted returning *)
      select * from said`;
    const stand = (name: string, number: number) => sql`
      insert into segment_standings (connected_account_id, band, scored_band, points, segment_assessment_id, assessed_at, due_at, band_since,
        rules_hash, delay_hours, reserve_percent, reserve_days)
      values ('acct_Covered', ${name}, ${name}, 1, ${`sga_${String(number)}`}, now(), now(), now(), 'x', 0, 0, 0)
      on conflict (connected_account_id) do update set band = excluded.band, scored_band = excluded.scored_band,
        segment_assessment_id = excluded.segment_assessment_id`;
    await band('low', 'low');
    await stand('low', 1);
    await engageProven(sql, ANNA, { scope: 'risk_band', scopeValue: 'High', reason: 'Strange payouts' });
    const attempt = await beginCall(sql, covered);
    await endCall(sql, attempt);
    const stays = async () => {
      await expect(
        beginCall(sql, await approved({ connectedAccountId: 'acct_Covered', destinationId: 'ba_Covered' })),
      ).rejects.toThrow('covers payout request');
    };
    // Riskier than what was stopped.
    await band('severe', 'low');
    await stand('severe', 2);
    await stays();
    // One person agreed to a looser band: no release, which takes two.
    await band('low', 'severe');
    await sql`alter table segment_standings disable trigger guard`;
    await stand('low', 3);
    await sql`alter table segment_standings enable trigger guard`;
    await stays();
  });

  it('pressed by two people at once is one press, and both are on record', async () => {
    const [first, second] = await Promise.all([
      engageProven(sql, ANNA, EVERYTHING),
      engageProven(sql, INES, EVERYTHING),
    ]);
    expect(second.killSwitchId).toBe(first.killSwitchId);
    expect([first.isNew, second.isNew].filter(Boolean)).toHaveLength(1);
    const records =
      await sql`select action from audit_records where subject = ${first.killSwitchId} order by action`;
    expect(records.map(({ action }) => String(action))).toEqual([
      'kill_switch.engaged',
      'kill_switch.press',
      'kill_switch.press_again',
    ]);
  });

  it('pressed while its release is asked for stands by itself', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Over' });
    const again = await engageProven(sql, ANNA, EVERYTHING);
    expect(again.killSwitchId).not.toBe(killSwitchId);
  });

  it.each([
    [{ scope: 'connected_account', scopeValue: 'acct_Nobody' }, 'has not seen a connected account'],
    [{ scope: 'currency', scopeValue: 'dollars' }, 'three letters'],
    [{ scope: 'currency', scopeValue: 'EUE' }, 'such as EUR'],
    [{ scope: 'country', scopeValue: '' }, 'two letters'],
    [{ scope: 'country', scopeValue: 'KP' }, 'No connected account is in KP'],
    [{ scope: 'risk_band', scopeValue: 'extreme' }, 'medium, high or severe'],
    [{ scope: 'method', scopeValue: 'slow' }, 'standard or instant'],
    [{ scope: 'everything', reason: ' ' }, 'Say why'],
  ] as const)('that would cover nothing, or says no reason, is refused: %o', async (press, words) => {
    await expect(engageProven(sql, ANNA, { reason: 'Strange', ...press })).rejects.toThrow(words);
  });

  it('is made by people who may, and by no job', async () => {
    await expect(engageProven(sql, as('Vera', 'viewer'), EVERYTHING)).rejects.toThrow('kill_switch.engage');
    await expect(engageProven(sql, jobContext('stop-payouts'), EVERYTHING)).rejects.toThrow(
      'kill_switch.engage',
    );
  });
});

describe('the release', () => {
  it('takes two people, and lets money leave again', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    const request = await approved();
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' });
    await expect(beginCall(sql, request)).rejects.toThrow('covers');
    await expect(releaseProven(sql, INES, { killSwitchId, askedBy: 'opr_Ines' })).rejects.toThrow(
      'second person',
    );
    await releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' });
    await endCall(sql, await beginCall(sql, request));
  });

  it('takes a proof of presence of the second person for exactly this release', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' });
    const stepUpProofId = await insertPressProof(sql, MAREK, EVERYTHING);
    await expect(
      confirmKillSwitchRelease(MAREK, { killSwitchId, askedBy: 'opr_Ines', stepUpProofId }),
    ).rejects.toThrow('What you confirmed is not this');
    expect(await stateOf(killSwitchId)).toMatchObject({ state: 'release_asked' });
    await releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' });
  });

  it('is not asked for by finance, who may engage and keep it', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    await expect(askKillSwitchRelease(ANNA, { killSwitchId, reason: 'Checked' })).rejects.toThrow(
      'kill_switch.release',
    );
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' });
    await keepKillSwitch(ANNA, { killSwitchId });
    await expect(releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' })).rejects.toThrow(
      'it is engaged',
    );
  });

  it('is not confirmed for somebody else than was shown', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' });
    await expect(releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Anna' })).rejects.toThrow(
      'Somebody else',
    );
  });

  it('counts no first person who may not release any more', async () => {
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING);
    await askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' });
    await sql`update operators set disabled_at = now() where operator_id = 'opr_Ines'`;
    await expect(releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' })).rejects.toThrow(
      'may not release any more',
    );
    await sql`update operators set disabled_at = null where operator_id = 'opr_Ines'`;
  });

  it('is not possible while calls are still waited for', async () => {
    const attempt = await beginCall(sql, await approved());
    const { killSwitchId } = await engageProven(sql, ANNA, EVERYTHING, { msMax: 0 });
    await expect(askKillSwitchRelease(INES, { killSwitchId, reason: 'Checked' })).rejects.toThrow(
      'it is engaging',
    );
    await endCall(sql, attempt);
  });
});
