import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { sealSecret } from '../approvals/step-up/sealed-secret.ts';
import { codeOf, stepAt } from '../approvals/step-up/totp.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { insertPayoutRequest } from '../payouts/requests/test-request.fixture.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { engageAsConfirmed } from './engage-as-confirmed.ts';
import { pressedScope, type PressedScope } from './schemas.ts';
import { insertPressProof } from './test-press.fixture.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
const SECRET = new Uint8Array(20).fill(7);
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 2, onnotice: () => undefined });
  for (const name of ['Anna', 'Ines'])
    await sql`insert into operators (operator_id, email, name, role)
      values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, 'risk_reviewer')`;
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await closeDatabase();
  await testDatabase.drop();
});
let lastSwitch = 0;
beforeEach(async () => {
  lastSwitch = await presses();
});

function as(name: string): Context {
  const actor = { kind: 'operator', operatorId: `opr_${name}`, name, role: 'risk_reviewer' } as const;
  return { ...jobContext('test'), actor };
}
const ANNA = as('Anna');

async function presses(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int from kill_switches`;
  return row?.count ?? 0;
}

describe('a press needs the proof that its person is there and means exactly this', () => {
  it('that counts once', async () => {
    const stepUpProofId = await insertPressProof(sql, ANNA, EVERYTHING);
    const { killSwitchId } = await engageKillSwitch(ANNA, { ...EVERYTHING, stepUpProofId });
    const [pressed] =
      await sql`select step_up_proof_id from kill_switches where kill_switch_id = ${killSwitchId}`;
    expect(pressed).toEqual({ step_up_proof_id: stepUpProofId });
    await expect(engageKillSwitch(ANNA, { ...EVERYTHING, stepUpProofId })).rejects.toThrow('used already');
  });

  it.each([
    ['nobody’s', async () => Promise.resolve('stp_unknown')],
    ['somebody else’s', () => insertPressProof(sql, as('Ines'), EVERYTHING)],
    [
      'one about another scope',
      () => insertPressProof(sql, ANNA, { ...EVERYTHING, scope: 'currency', scopeValue: 'eur' }),
    ],
    ['one about another reason', () => insertPressProof(sql, ANNA, { ...EVERYTHING, reason: 'Lunch' })],
    ['one that cancels nothing', () => insertPressProof(sql, ANNA, { ...EVERYTHING, cancelsPending: true })],
    ['one that is too old', () => insertPressProof(sql, ANNA, EVERYTHING, -1)],
  ])('and %s does not count', async (_whose, proof) => {
    await expect(engageKillSwitch(ANNA, { ...EVERYTHING, stepUpProofId: await proof() })).rejects.toThrow(
      'Confirm again',
    );
    expect(await presses()).toBe(lastSwitch);
  });
});

describe('with a one-time code', () => {
  const engageWithCode = (ctx: Context, asked: { press: PressedScope; code: string }) =>
    engageAsConfirmed(ctx, {
      press: asked.press,
      confirmation: { code: asked.code, challengeId: '', assertion: '' },
    });
  const press = (over: object) => pressedScope.parse({ ...EVERYTHING, ...over });
  const codeNow = async () => {
    const [row] = await sql<
      { seconds: number }[]
    >`select extract(epoch from clock_timestamp())::float8 as seconds`;
    return codeOf(SECRET, stepAt(row?.seconds ?? 0));
  };
  beforeAll(async () => {
    await sql`insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by)
      values ('stf_1', 'opr_Anna', 'totp', 'Phone', ${sealSecret(SECRET, 'stf_1')}, 'active', 'opr_Ines')`;
  });

  it('a slip in the scope burns no code, a wrong code stops nothing, and the right one stops', async () => {
    const code = await codeNow();
    const { connectedAccountId } = await insertPayoutRequest(sql, { connectedAccountId: 'acct_German' });
    await sql`update connected_accounts set country = 'DE' where connected_account_id = ${connectedAccountId}`;
    await expect(
      engageWithCode(ANNA, { press: press({ scope: 'country', scopeValue: 'Germany' }), code }),
    ).rejects.toThrow('two letters');
    await expect(engageWithCode(ANNA, { press: press({}), code: '000000' })).rejects.toThrow('wrong');
    expect(await presses()).toBe(lastSwitch);
    const { killSwitchId } = await engageWithCode(ANNA, {
      press: press({ scope: 'country', scopeValue: 'de' }),
      code,
    });
    expect(
      await sql`select scope_value, state from kill_switches where kill_switch_id = ${killSwitchId}`,
    ).toEqual([{ scope_value: 'DE', state: 'engaged' }]);
    await expect(engageWithCode(ANNA, { press: press({}), code })).rejects.toThrow('used already');
  });
});
