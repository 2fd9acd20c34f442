import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { signInContext } from '../../auth/sign-in.ts';
import type { Context, OperatorRole } from '../../context.ts';
import { closeDatabase } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { inviteOperator } from '../../people/invite-operator.ts';
import { enrolCodes } from './enrol-codes.ts';
import { enrolPasskey } from './enrol-passkey.ts';
import { proveByCode } from './prove-by-code.ts';
import { proveByPasskey } from './prove-by-passkey.ts';
import { listOwnFactors, readStepUpWays } from './queries.ts';
import { openSecret } from './sealed-secret.ts';
import { enrolSoftPasskey, proveWith, softPasskey } from './soft-passkey.fixture.ts';
import { spendProof } from './spend-proof.ts';
import { startChallenge } from './start-challenge.ts';
import { startPasskey } from './start-passkey.ts';
import { confirmProven, removeProven } from './test-factor.fixture.ts';
import { subjectLeaf } from './subject-tree.ts';
import { codeOf, stepAt } from './totp.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await person('ada', 'administrator');
  await person('ben', 'administrator');
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

async function person(operatorId: string, role: OperatorRole = 'risk_reviewer'): Promise<Context> {
  const email = `${operatorId}@sluice.example`;
  await sql`insert into operators (operator_id, email, name, role) values (${operatorId}, ${email}, ${operatorId}, ${role})`;
  return signInContext({ operatorId, name: operatorId, email, role });
}
const admin = (operatorId = 'ada'): Context =>
  signInContext({
    operatorId,
    name: operatorId,
    email: `${operatorId}@sluice.example`,
    role: 'administrator',
  });

const root = subjectLeaf(['prq_1', 1, 'payload', 'preview']);
const other = subjectLeaf(['prq_2', 1, 'payload', 'preview']);
const spend = (ctx: Context, stepUpProofId: string, leaf = root) =>
  inTransaction((tx) => spendProof(tx, ctx, { stepUpProofId, purpose: 'payouts.approve', leaf }));

/** Codes of somebody's, confirmed; `codeNow` is the one that their phone would show, steps away from now. */
async function withCodes(owner: Context, factor?: { factorId: string }) {
  const { factorId } = factor ?? (await enrolCodes(owner, {}));
  await confirmProven(sql, admin(), factorId);
  const [row] = await sql<{ sealed: string; seconds: number }[]>`
    select sealed_secret as sealed, extract(epoch from now())::float8 as seconds from step_up_factors where factor_id = ${factorId}`;
  if (!row) throw new Error('no factor');
  const secret = openSecret(row.sealed, factorId);
  return { factorId, codeNow: (away = 0n) => codeOf(secret, stepAt(row.seconds) + away) };
}

describe('a passkey', () => {
  it('proves one thing once, and the proof is spent once', async () => {
    const owner = await person('pam');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    const proof = await proveWith(passkey, owner, root);
    await expect(spend(owner, proof, other)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await spend(owner, proof)).toMatchObject({
      kind: 'passkey',
      root,
      assertion: { credentialId: passkey.id },
    });
    await expect(spend(owner, proof)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a signature over another challenge, a replayed one, or of a stranger’s key proves nothing', async () => {
    const owner = await person('rex');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    const stranger = await enrolSoftPasskey(sql, await person('sam'), admin());
    const ask = () => startChallenge(owner, { purpose: 'payouts.approve', root });
    const first = await ask();
    const signed = passkey.sign(first.options.challenge);
    const second = await ask();
    await expect(
      proveByPasskey(owner, { challengeId: second.challengeId, assertion: signed }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      proveByPasskey(owner, {
        challengeId: second.challengeId,
        assertion: stranger.sign(second.options.challenge),
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await proveByPasskey(owner, { challengeId: first.challengeId, assertion: signed });
    await expect(
      proveByPasskey(owner, { challengeId: first.challengeId, assertion: signed }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('fifty answers to one question are one proof', async () => {
    const owner = await person('fay');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    const { challengeId, options } = await startChallenge(owner, { purpose: 'payouts.approve', root });
    const assertion = passkey.sign(options.challenge);
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => proveByPasskey(owner, { challengeId, assertion })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a question that is too old is not answered, and a proof that is too old is not spent', async () => {
    const owner = await person('old');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    const { challengeId, options } = await startChallenge(owner, { purpose: 'payouts.approve', root });
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update step_up_challenges set expires_at = now() where challenge_id = ${challengeId}`;
    });
    await expect(
      proveByPasskey(owner, { challengeId, assertion: passkey.sign(options.challenge) }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const proof = await proveWith(passkey, owner, root);
    await sql`update step_up_proofs set expires_at = now() where step_up_proof_id = ${proof}`;
    await expect(spend(owner, proof)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('somebody else’s proof, or one for another purpose, is none', async () => {
    const owner = await person('tom');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    await expect(spend(await person('ula'), await proveWith(passkey, owner, root))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const forSwitch = await proveWith(passkey, owner, root, 'kill_switch.engage');
    await expect(spend(owner, forSwitch)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('one-time codes', () => {
  it('count once, and none from before counts after', async () => {
    const owner = await person('cat');
    const { codeNow } = await withCodes(owner);
    const prove = (code: string) => proveByCode(owner, { purpose: 'payouts.approve', root, code });
    const proof = await prove(codeNow());
    await spend(owner, proof.stepUpProofId);
    await expect(prove(codeNow())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(prove(codeNow(-1n))).rejects.toMatchObject({ code: 'forbidden' });
    await prove(codeNow(1n));
  });

  it('wrong ones make the next try wait, and during the wait the right one is not looked at', async () => {
    const owner = await person('dan');
    const { codeNow } = await withCodes(owner);
    const prove = (code: string) => proveByCode(owner, { purpose: 'payouts.approve', root, code });
    const wrong = codeNow() === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 4; tries += 1)
      await expect(prove(wrong)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(prove(codeNow())).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('fifty uses of one code at once are one', async () => {
    const owner = await person('eva');
    const { codeNow } = await withCodes(owner);
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        proveByCode(owner, { purpose: 'payouts.approve', root, code: codeNow() }),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('their secret is nowhere in clear', async () => {
    const owner = await person('gus');
    const { factorId, secret } = await enrolCodes(owner, {});
    const kept =
      await sql`select 1 from step_up_factors where factor_id = ${factorId} and step_up_factors::text like ${`%${secret}%`}
      union all select 1 from audit_records where after::text like ${`%${secret}%`}`;
    expect(kept).toHaveLength(0);
  });
});

describe('a factor', () => {
  it('counts only after an administrator has confirmed it, who is not its owner', async () => {
    const owner = await person('hal', 'administrator');
    const { factorId } = await enrolCodes(owner, {});
    expect(await readStepUpWays(owner)).toMatchObject({ hasCodes: false });
    await expect(confirmProven(sql, owner, factorId)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(confirmProven(sql, await person('ivo'), factorId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { codeNow } = await withCodes(owner, { factorId });
    await proveByCode(owner, { purpose: 'payouts.approve', root, code: codeNow() });
  });

  it('is not confirmed by whoever could sign in as its owner', async () => {
    const { operatorId } = await inviteOperator(admin(), {
      name: 'Jo',
      email: 'jo@sluice.example',
      role: 'risk_reviewer',
    });
    const owner = signInContext({
      operatorId,
      name: 'Jo',
      email: 'jo@sluice.example',
      role: 'risk_reviewer',
    });
    const { factorId } = await enrolCodes(owner, {});
    await expect(confirmProven(sql, admin('ada'), factorId)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await confirmProven(sql, admin('ben'), factorId);
  });

  it('removed by its owner or an administrator proves nothing more, and nobody else removes it', async () => {
    const owner = await person('kim');
    const passkey = await enrolSoftPasskey(sql, owner, admin());
    const [factor] = await listOwnFactors(owner);
    const factorId = factor?.factorId ?? '';
    await expect(removeProven(sql, await person('leo'), factorId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { challengeId, options } = await startChallenge(owner, { purpose: 'payouts.approve', root });
    await removeProven(sql, admin(), factorId);
    await expect(
      proveByPasskey(owner, { challengeId, assertion: passkey.sign(options.challenge) }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('after a loss takes two administrators: whoever removed the old one does not confirm the new one', async () => {
    const owner = await person('liv');
    await enrolSoftPasskey(sql, owner, admin('ben'));
    const [lost] = await listOwnFactors(owner);
    await removeProven(sql, admin('ada'), lost?.factorId ?? '');
    const first = await enrolCodes(owner, {});
    await expect(confirmProven(sql, admin('ada'), first.factorId)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await confirmProven(sql, admin('ben'), first.factorId);
    // The recovery is over: the next one is as any other.
    const { challengeId, options } = await startPasskey(owner, {});
    const { factorId } = await enrolPasskey(owner, {
      challengeId,
      name: 'x',
      registration: softPasskey().register(options.challenge),
    });
    await confirmProven(sql, admin('ada'), factorId);
  });

  it('an answer to another question enrols no passkey', async () => {
    const owner = await person('mia');
    const first = await startPasskey(owner, {});
    const second = await startPasskey(owner, {});
    await expect(
      enrolPasskey(owner, {
        challengeId: second.challengeId,
        name: 'x',
        registration: softPasskey().register(first.options.challenge),
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the database itself', () => {
  it('refuses a factor that counts without a second person, or that its owner confirms', async () => {
    const insert = (state: string, confirmedBy: string | null) => sql`
      insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, state, confirmed_by)
      values (${crypto.randomUUID()}, 'ada', 'totp', 'x', 'x', ${state}, ${confirmedBy})`;
    await expect(insert('active', null)).rejects.toThrow(/waits for its confirmation/);
    await expect(insert('active', 'ada')).rejects.toThrow(/two_people/);
  });

  it('keeps a code’s step from going back, and a challenge from being answered twice', async () => {
    const owner = await person('ned');
    const { factorId, codeNow } = await withCodes(owner);
    await proveByCode(owner, { purpose: 'payouts.approve', root, code: codeNow() });
    await expect(sql`update step_up_factors set last_step = 0 where factor_id = ${factorId}`).rejects.toThrow(
      /only confirmed, counted and removed/,
    );
    await enrolSoftPasskey(sql, owner, admin());
    const { challengeId } = await startChallenge(owner, { purpose: 'payouts.approve', root });
    const use = () => sql`update step_up_challenges set used_at = now() where challenge_id = ${challengeId}`;
    await use();
    await expect(use()).rejects.toThrow(/answered once/);
  });
});
