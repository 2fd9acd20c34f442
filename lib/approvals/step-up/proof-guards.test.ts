import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { treeOf } from './subject-tree.ts';

/* What the database asks of a proof, when somebody writes past the verbs with the program's own role. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

const ROOT = 'a'.repeat(64);
const STEP_NOW = 'floor(extract(epoch from clock_timestamp()) / 30)::bigint';
let proofs = 0;

/** A proof as the program writes one, but for what a case changes. @returns its id */
async function prove(changed: Record<string, string> = {}): Promise<string> {
  proofs += 1;
  const id = `stp_${String(proofs)}`;
  const row = {
    step_up_proof_id: `'${id}'`,
    operator_id: "'opr_ines'",
    factor_id: "'stf_codes'",
    kind: "'totp'",
    purpose: "'payouts.approve'",
    root: `'${ROOT}'`,
    expires_at: "clock_timestamp() + interval '5 minutes'",
    ...changed,
  };
  await asProgram(
    `insert into step_up_proofs (${Object.keys(row).join()}) values (${Object.values(row).join()})`,
  );
  return id;
}
const useStep = (step: string) =>
  asProgram(`update step_up_factors set last_step = ${step} where factor_id = 'stf_codes'`);

beforeEach(async () => {
  await world.tamper(
    `delete from step_up_uses; delete from step_up_proofs; delete from step_up_challenges; delete from step_up_factors`,
  );
  await world.sql`
    insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret, credential_id, public_key, state, confirmed_by)
    values ('stf_codes', 'opr_ines', 'totp', 'x', 's', null, null, 'active', 'opr_noor'),
           ('stf_key', 'opr_ines', 'passkey', 'x', null, 'c', 'k', 'active', 'opr_noor')`;
});

describe('a proof by code', () => {
  it('is of a code of now, and each code makes one', async () => {
    await expect(prove()).rejects.toThrow('a code of now');
    await useStep(`${STEP_NOW} - 10`);
    await expect(prove()).rejects.toThrow('a code of now');
    await useStep(`${STEP_NOW} + 100`);
    await expect(prove()).rejects.toThrow('a code of now');
  });

  it('is one for each code, whatever step it says it is of', async () => {
    await useStep(STEP_NOW);
    await prove({ code_step: '7' });
    await expect(prove({ code_step: '8' })).rejects.toThrow('step_up_proofs_one_code');
    await expect(useStep(`${STEP_NOW} - 1`)).rejects.toThrow('only confirmed, counted and removed');
  });

  it.each([
    ['somebody else’s factor', { operator_id: "'opr_marek'" }, 'a factor of its person'],
    ['no factor', { factor_id: "'stf_none'" }, 'a factor of its person'],
    ['another kind of factor', { kind: "'passkey'", assertion: "'{}'" }, 'a factor of its person'],
    ['an hour', { expires_at: "clock_timestamp() + interval '1 hour'" }, 'lives five minutes'],
    ['tomorrow', { proven_at: "now() + interval '1 day'" }, 'lives five minutes'],
  ])('is not of %s', async (_what, changed, refusal) => {
    await useStep(STEP_NOW);
    await expect(prove(changed)).rejects.toThrow(refusal);
  });

  it('is not of somebody who may not sign in any more, nor of a factor that waits', async () => {
    await useStep(STEP_NOW);
    await world.sql`update operators set disabled_at = now() where operator_id = 'opr_ines'`;
    await expect(prove()).rejects.toThrow('a factor of its person');
    await world.sql`update operators set disabled_at = null where operator_id = 'opr_ines'`;
    await world.tamper("update step_up_factors set state = 'waiting', confirmed_by = null");
    await expect(prove()).rejects.toThrow('a factor of its person');
  });
});

describe('a proof by passkey', () => {
  const assertion = (nonce: string, publicKey = 'k') =>
    `'${JSON.stringify({ nonce, credentialId: 'c', publicKey })}'::jsonb`;
  const key = { factor_id: "'stf_key'", kind: "'passkey'" };
  /** Asked and answered in the transaction of the proof, as `proveByPasskey` does. */
  const answered = (nonce: string, { purpose = 'payouts.approve', root = ROOT, publicKey = 'k' } = {}) => {
    proofs += 1;
    return asProgram(`
      insert into step_up_challenges (challenge_id, operator_id, purpose, root, challenge, nonce, expires_at)
      values ('chl_${String(proofs)}', 'opr_ines', '${purpose}', '${root}', 'x', '${nonce}', now() + interval '5 minutes');
      update step_up_challenges set used_at = clock_timestamp() where challenge_id = 'chl_${String(proofs)}';
      insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, assertion, expires_at)
      values ('stp_${String(proofs)}', 'opr_ines', 'stf_key', 'passkey', 'payouts.approve', '${ROOT}', ${assertion(nonce, publicKey)},
        clock_timestamp() + interval '5 minutes')`);
  };

  it('answers a question that was asked just now, once', async () => {
    await expect(prove({ ...key, assertion: assertion('n1') })).rejects.toThrow('answers a question');
    await answered('n1');
    // The question has been answered, in another transaction: the answer is not used again.
    await expect(prove({ ...key, assertion: assertion('n1') })).rejects.toThrow(
      /answers a question|step_up_proofs_one_answer/,
    );
    await expect(answered('n1')).rejects.toThrow('step_up_proofs_one_answer');
  });

  it.each([
    ['for another purpose', { purpose: 'holds.release' }],
    ['about something else', { root: 'b'.repeat(64) }],
    ['by another key', { publicKey: 'another' }],
  ])('is not an answer %s', async (_what, asked) => {
    await expect(answered('n2', asked)).rejects.toThrow('answers a question');
  });
});

describe('what is spent', () => {
  const spend = (id: string, leaf: string, path: readonly string[] = [], more = '') =>
    asProgram(`insert into step_up_uses (step_up_proof_id, leaf, path${more === '' ? '' : ', used_at'})
      values ('${id}', '${leaf}', '${JSON.stringify(path)}'${more})`);

  it('is a part of what was proven: every leaf by its own way, and nothing else', async () => {
    const leaves = ['one', 'two', 'three', 'four', 'five'].map((text) => hash('sha256', text));
    const { root, paths } = treeOf(leaves);
    await useStep(STEP_NOW);
    const id = await prove({ root: `'${root}'` });
    for (const [position, leaf] of leaves.entries()) await spend(id, leaf, paths[position]);
    const strange = hash('sha256', 'six');
    await expect(spend(id, strange)).rejects.toThrow('about something else');
    await expect(spend(id, strange, paths[0])).rejects.toThrow('about something else');
  });

  it('was spent now, whatever the row says', async () => {
    await useStep(STEP_NOW);
    const id = await prove();
    await spend(id, ROOT, [], ", now() + interval '1 year'");
    const [use] = await world.sql`select used_at <= now() as now from step_up_uses`;
    expect(use).toEqual({ now: true });
  });
});
