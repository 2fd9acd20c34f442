import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { signInContext } from '../../auth/sign-in.ts';
import { jobContext, type Context, type OperatorRole } from '../../context.ts';
import { asDatabaseOwner, closeDatabase, databaseClient } from '../../db/client.ts';
import { confirmFactor } from './confirm-factor.ts';
import { enrolCodes } from './enrol-codes.ts';
import { confirmFactorAsShown, removeFactorAsShown } from './factor-as-shown.ts';
import { confirmationLeaf, removalLeaf } from './factor-leaf.ts';
import { proveByCode } from './prove-by-code.ts';
import { listOthersFactors, listOwnFactors, listWaitingFactorsOf } from './queries.ts';
import { removeFactor } from './remove-factor.ts';
import { openSecret } from './sealed-secret.ts';
import type { StepUpPurpose } from './schemas.ts';
import { confirmProven, removeProven, storedFactor } from './test-factor.fixture.ts';
import { insertProof } from './test-proof.fixture.ts';
import { codeOf, stepAt } from './totp.ts';

/* Whose factor counts is said by an administrator who is there, and by nobody who merely holds an administrator's session. */

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['DATABASE_MIGRATION_URL'] = testDatabase.ownerUrl;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

/** Ada and Ben are administrators, Liv is none; nobody has anything that counts. */
beforeEach(async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const table of ['step_up_uses', 'step_up_proofs', 'step_up_factors', 'operators'])
      await tx.unsafe(`delete from ${table}`);
  });
  await sql`
    insert into operators (operator_id, email, name, role) values
      ('ada', 'ada@sluice.example', 'Ada', 'administrator'), ('ben', 'ben@sluice.example', 'Ben', 'administrator'),
      ('cyd', 'cyd@sluice.example', 'Cyd', 'administrator'), ('liv', 'liv@sluice.example', 'Liv', 'risk_reviewer')`;
});

const as = (operatorId: string, role: OperatorRole = 'administrator'): Context =>
  signInContext({ operatorId, name: operatorId, email: `${operatorId}@sluice.example`, role });
const liv = () => as('liv', 'risk_reviewer');

const enrolled = async (owner: Context): Promise<string> => (await enrolCodes(owner, {})).factorId;
const prove = (by: Context, purpose: StepUpPurpose, root: string) => insertProof(sql, by, { purpose, root });
const stateOf = async (factorId: string): Promise<unknown> =>
  (await sql`select state from step_up_factors where factor_id = ${factorId}`)[0]?.['state'];

/** What the phone of somebody with this factor shows, steps away from now. */
async function codeNow(factorId: string, away = 0n): Promise<string> {
  const [row] = await sql<{ sealed: string; seconds: number }[]>`
    select sealed_secret as sealed, extract(epoch from now())::float8 as seconds from step_up_factors where factor_id = ${factorId}`;
  if (row === undefined) throw new Error('no factor');
  return codeOf(openSecret(row.sealed, factorId), stepAt(row.seconds) + away);
}
const byCode = (code: string) => ({ code, challengeId: '', assertion: '' });

const machine = (factorId: string) =>
  asDatabaseOwner(() => confirmFactor(jobContext('confirm-from-machine'), { factorId }));

describe('the word that a factor is its owner’s', () => {
  it('takes a proof for exactly this factor, of the person who gives it', async () => {
    const factorId = await enrolled(liv());
    const other = await storedFactor(sql, await enrolled(as('cyd')));
    const factor = await storedFactor(sql, factorId);
    const refused = { code: 'forbidden' };
    const confirm = (stepUpProofId?: string) =>
      confirmFactor(as('ada'), { factorId, ...(stepUpProofId === undefined ? {} : { stepUpProofId }) });
    const ada = (purpose: StepUpPurpose, root: string) => prove(as('ada'), purpose, root);
    await expect(confirm()).rejects.toMatchObject(refused);
    await expect(confirm(await ada('factors.confirm', confirmationLeaf(other)))).rejects.toMatchObject(
      refused,
    );
    await expect(confirm(await ada('factors.remove', confirmationLeaf(factor)))).rejects.toMatchObject(
      refused,
    );
    await expect(confirm(await ada('people.change', confirmationLeaf(factor)))).rejects.toMatchObject(
      refused,
    );
    // The same factor under the same id, but another secret in it.
    const swapped = confirmationLeaf({ ...factor, sealedSecret: 'another' });
    await expect(confirm(await ada('factors.confirm', swapped))).rejects.toMatchObject(refused);
    const bens = await prove(as('ben'), 'factors.confirm', confirmationLeaf(factor));
    await expect(confirm(bens)).rejects.toMatchObject(refused);
    expect(await stateOf(factorId)).toBe('waiting');

    await confirm(await ada('factors.confirm', confirmationLeaf(factor)));
    expect(await stateOf(factorId)).toBe('active');
    const [record] = await sql`select after from audit_records where action = 'step_up_factor.confirm'
      and subject = ${factorId} and outcome = 'done'`;
    expect(record?.['after']).toMatchObject({ operatorId: 'liv', proof: { purpose: 'factors.confirm' } });
  });

  it('is given on the form with a code over what was shown, and none is used up for another', async () => {
    const adas = await enrolled(as('ada'));
    await machine(adas);
    const factorId = await enrolled(liv());
    const [shown] = await listOthersFactors(as('ada'));
    const [own] = await listOwnFactors(liv());
    expect(shown).toMatchObject({ factorId, isActive: false, fingerprint: own?.fingerprint });
    const confirmation = byCode(await codeNow(adas));
    const stale = confirmFactorAsShown(as('ada'), { factorId, root: 'f'.repeat(64), confirmation });
    await expect(stale).rejects.toMatchObject({ code: 'conflict' });
    const form = { factorId, root: shown?.root ?? '', confirmation };
    await expect(confirmFactorAsShown(liv(), form)).rejects.toMatchObject({ code: 'forbidden' });
    const nothing = confirmFactorAsShown(as('ada'), { ...form, confirmation: byCode('') });
    await expect(nothing).rejects.toMatchObject({ code: 'invalid_input' });
    // A stolen session of an administrator without anything that counts.
    await expect(confirmFactorAsShown(as('ben'), form)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await confirmFactorAsShown(as('ada'), form);
    expect(await stateOf(factorId)).toBe('active');
    const again = confirmFactorAsShown(as('ada'), { ...form, confirmation: byCode(await codeNow(adas, 1n)) });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a factor is taken away', () => {
  it('from somebody else with a proof, when it counts', async () => {
    const factorId = await enrolled(liv());
    await confirmProven(sql, as('ada'), factorId);
    const factor = await storedFactor(sql, factorId);
    const remove = (stepUpProofId?: string) =>
      removeFactor(as('ben'), { factorId, ...(stepUpProofId === undefined ? {} : { stepUpProofId }) });
    await expect(remove()).rejects.toMatchObject({ code: 'forbidden' });
    const confirming = await prove(as('ben'), 'factors.confirm', confirmationLeaf(factor));
    await expect(remove(confirming)).rejects.toMatchObject({ code: 'forbidden' });
    const form = { factorId, root: removalLeaf(factor), confirmation: byCode('000000') };
    await expect(removeFactorAsShown(as('ben'), form)).rejects.toMatchObject({ code: 'precondition_failed' });
    const stale = removeFactorAsShown(as('ben'), { ...form, root: confirmationLeaf(factor) });
    await expect(stale).rejects.toMatchObject({ code: 'conflict' });
    expect(await stateOf(factorId)).toBe('active');
    await remove(await prove(as('ben'), 'factors.remove', removalLeaf(factor)));
    expect(await stateOf(factorId)).toBe('removed');
  });

  it('without one where it is one’s own, or never counted', async () => {
    const nothing = { root: '', confirmation: byCode('') };
    const waiting = await enrolled(liv());
    await removeFactorAsShown(as('ada'), { factorId: waiting, ...nothing });
    const own = await enrolled(liv());
    await confirmProven(sql, as('ada'), own);
    await removeFactorAsShown(liv(), { factorId: own, ...nothing });
    expect([await stateOf(waiting), await stateOf(own)]).toEqual(['removed', 'removed']);
  });
});

describe('a lost phone', () => {
  it('its owner takes it away, and the new one counts by the word of an administrator who is there', async () => {
    const adas = await enrolled(as('ada'));
    await machine(adas);
    const lost = await enrolled(liv());
    await confirmProven(sql, as('ada'), lost);
    await removeFactor(liv(), { factorId: lost });
    const found = await enrolled(liv());
    const root = 'a'.repeat(64);
    const proveWith = async (factorId: string) =>
      proveByCode(liv(), { purpose: 'payouts.approve', root, code: await codeNow(factorId) });
    await expect(proveWith(found)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(confirmFactor(as('ada'), { factorId: found })).rejects.toMatchObject({ code: 'forbidden' });
    const [shown] = await listOthersFactors(as('ada'));
    const confirmation = byCode(await codeNow(adas));
    await confirmFactorAsShown(as('ada'), { factorId: found, root: shown?.root ?? '', confirmation });
    const oldCode = await codeNow(lost);
    await expect(
      proveByCode(liv(), { purpose: 'payouts.approve', root, code: oldCode }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await proveWith(found)).toHaveProperty('stepUpProofId');
  });

  it('an administrator takes it away, and then a second one confirms: each proves to be there', async () => {
    const lost = await enrolled(liv());
    await confirmProven(sql, as('ada'), lost);
    await removeProven(sql, as('ada'), lost);
    const found = await enrolled(liv());
    await expect(confirmProven(sql, as('ada'), found)).rejects.toThrow('Another administrator must confirm.');
    await expect(confirmFactor(as('ben'), { factorId: found })).rejects.toMatchObject({ code: 'forbidden' });
    await confirmProven(sql, as('ben'), found);
    expect(await stateOf(found)).toBe('active');
  });
});

describe('the first factor of all', () => {
  it('counts by the word of the database’s owner, on the machine and nowhere else', async () => {
    const adas = await enrolled(as('ada'));
    const bens = await enrolled(as('ben'));
    // Not even between administrators of whom nobody has any.
    await expect(confirmFactor(as('ben'), { factorId: adas })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(confirmFactor(jobContext('confirm-from-machine'), { factorId: adas })).rejects.toThrow();
    expect(await stateOf(adas)).toBe('waiting');
    const [waiting] = await listWaitingFactorsOf(jobContext('confirm-from-machine'), 'ADA@sluice.example');
    const [own] = await listOwnFactors(as('ada'));
    expect(waiting).toMatchObject({ factorId: adas, fingerprint: own?.fingerprint });
    await machine(adas);
    expect(await stateOf(adas)).toBe('active');

    // From then on people do, and the machine again when none of them can.
    await expect(machine(bens)).rejects.toThrow('Ada can confirm it, under Settings, Security.');
    await sql`update operators set disabled_at = now() where operator_id = 'ada'`;
    await machine(bens);
    await expect(machine(bens)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('nor can whoever gave its owner their link: then the machine does', async () => {
    await machine(await enrolled(as('ada')));
    await sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
      values ('t', 'liv', 'ada', now(), now())`;
    const livs = await enrolled(liv());
    await machine(livs);
    expect(await stateOf(livs)).toBe('active');
    await sql`truncate operator_invitations`;
  });

  it('nor does somebody’s who is no administrator let the next one in without', async () => {
    const livs = await enrolled(liv());
    await machine(livs);
    const adas = await enrolled(as('ada'));
    await expect(confirmFactor(as('ben'), { factorId: adas })).rejects.toMatchObject({ code: 'forbidden' });
    await machine(adas);
    expect(await stateOf(adas)).toBe('active');
  });

  it('nor is there a first one again when all are gone', async () => {
    const adas = await enrolled(as('ada'));
    await machine(adas);
    await removeFactor(as('ada'), { factorId: adas });
    const cyds = await enrolled(as('cyd'));
    await expect(confirmFactor(as('ada'), { factorId: cyds })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('by hand, as the program', () => {
  const program = () => databaseClient();
  const REFUSED = 'confirmed by an administrator who proves to be there';

  /** In one transaction with what is spent in it. */
  const write = (statement: string, spent?: { id: string; root: string }) =>
    program().begin(async (tx) => {
      if (spent !== undefined)
        await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${spent.id}, ${spent.root})`;
      await tx.unsafe(statement);
    });
  const proven = async (by: string, purpose: StepUpPurpose, root: string) => ({
    id: await prove(as(by), purpose, root),
    root,
  });

  it('no factor is confirmed without its confirmer’s proof, spent on exactly it in the same step', async () => {
    const factorId = await enrolled(liv());
    const factor = await storedFactor(sql, factorId);
    const root = confirmationLeaf(factor);
    const confirm = (by: string, spent?: { id: string; root: string }) =>
      write(
        `update step_up_factors set state = 'active', confirmed_by = '${by}' where factor_id = '${factorId}'`,
        spent,
      );
    await expect(confirm('ada')).rejects.toThrow(REFUSED);
    await expect(confirm('job')).rejects.toThrow(REFUSED);
    await expect(confirm('demo')).rejects.toThrow(REFUSED);
    await expect(confirm('ada', await proven('ben', 'factors.confirm', root))).rejects.toThrow(REFUSED);
    await expect(confirm('ada', await proven('ada', 'factors.remove', root))).rejects.toThrow(REFUSED);
    for (const other of [
      { factorId: 'stf_other' },
      { operatorId: 'cyd' },
      { sealedSecret: 'another' },
    ] as const)
      await expect(
        confirm('ada', await proven('ada', 'factors.confirm', confirmationLeaf({ ...factor, ...other }))),
      ).rejects.toThrow(REFUSED);
    const early = await proven('ada', 'factors.confirm', root);
    await write('select 1', early);
    await expect(confirm('ada')).rejects.toThrow(REFUSED);
    await sql`update operators set role = 'risk_reviewer' where operator_id = 'ada'`;
    await expect(confirm('ada', await proven('ada', 'factors.confirm', root))).rejects.toThrow(REFUSED);
    await expect(confirm('liv', await proven('liv', 'factors.confirm', root))).rejects.toThrow();
    await confirm('ben', await proven('ben', 'factors.confirm', root));
  });

  it('none comes confirmed, not even of the people of the demo', async () => {
    await sql`update operators set is_demo_persona = true where operator_id = 'liv'`;
    const add = (by: string, spent?: { id: string; root: string }) =>
      write(
        `insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by)
         values ('stf_new', 'liv', 'totp', 'x', 's', 'active', '${by}')`,
        spent,
      );
    await expect(add('demo')).rejects.toThrow(REFUSED);
    const root = confirmationLeaf({
      factorId: 'stf_new',
      operatorId: 'liv',
      kind: 'totp',
      credentialId: null,
      publicKey: null,
      sealedSecret: 's',
    });
    await expect(add('ada', await proven('ada', 'factors.confirm', root))).rejects.toThrow(REFUSED);
  });

  it('none that counts is taken from somebody without', async () => {
    const factorId = await enrolled(liv());
    await confirmProven(sql, as('ada'), factorId);
    const factor = await storedFactor(sql, factorId);
    const remove = (by: string, spent?: { id: string; root: string }) =>
      write(
        `update step_up_factors set state = 'removed', removed_by = '${by}' where factor_id = '${factorId}'`,
        spent,
      );
    const refused = 'taken from somebody by an administrator who proves to be there';
    await expect(remove('ben')).rejects.toThrow(refused);
    await expect(remove('nobody')).rejects.toThrow(refused);
    const root = removalLeaf(factor);
    await expect(remove('ben', await proven('ada', 'factors.remove', root))).rejects.toThrow(refused);
    const confirming = await proven('ben', 'factors.confirm', confirmationLeaf(factor));
    await expect(remove('ben', confirming)).rejects.toThrow(refused);
    const other = removalLeaf({ ...factor, sealedSecret: 'another' });
    await expect(remove('ben', await proven('ben', 'factors.remove', other))).rejects.toThrow(refused);
    await sql`update operators set role = 'risk_reviewer' where operator_id = 'cyd'`;
    await expect(remove('cyd', await proven('cyd', 'factors.remove', root))).rejects.toThrow(refused);
    await remove('ben', await proven('ben', 'factors.remove', root));
  });
});
