import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { confirmationLeaf, removalLeaf } from '../approvals/step-up/factor-leaf.ts';
import type { StepUpPurpose } from '../approvals/step-up/schemas.ts';
import { confirmProven, storedFactor } from '../approvals/step-up/test-factor.fixture.ts';
import { enrolCodes } from '../approvals/step-up/enrol-codes.ts';
import { acceptInvitation } from '../auth/accept-invitation.ts';
import { signInContext } from '../auth/sign-in.ts';
import { jobContext, type Context, type OperatorRole } from '../context.ts';
import { asDatabaseOwner, closeDatabase, databaseClient } from '../db/client.ts';
import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import { changeOperator } from './change-operator.ts';
import { inviteOperator } from './invite-operator.ts';
import { listPeople, listWaitingChanges } from './queries.ts';
import { renewInvitation } from './renew-invitation.ts';
import { approveProven, changeProven, vouchProven } from './test-change.fixture.ts';
import { vouchForOperator } from './vouch-for-operator.ts';
import { vouchLeaf } from './vouch-leaf.ts';

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

beforeEach(async () => {
  await sql`truncate operators, operator_sessions, operator_change_requests, operator_invitations, operator_passwords, operator_preferences`;
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from step_up_factors`;
    await tx`delete from operator_vouchings`;
  });
  for (const name of ['marek', 'noor', 'olga'])
    await sql`insert into operators (operator_id, email, name, role)
      values (${name}, ${`${name}@sluice.example`}, ${name}, 'administrator')`;
});

const as = (operatorId: string, role: OperatorRole = 'administrator'): Context =>
  signInContext({ operatorId, name: operatorId, email: `${operatorId}@sluice.example`, role });

const areOne = async (a: string, b: string): Promise<unknown> =>
  (await sql`select same_hand(${a}, ${b}) as same`)[0]?.['same'];

/** Somebody whom Marek has invited. @returns their id and the link's secret */
const invited = (name = 'eve') =>
  inviteOperator(as('marek'), { name, email: `${name}@sluice.example`, role: 'finance_operator' });

const accept = (operatorId: string, token: string) =>
  acceptInvitation(as(operatorId, 'finance_operator'), { token, passwordHash: '$argon2id$x' });

const enrolled = async (operatorId: string) =>
  (await enrolCodes(as(operatorId, 'finance_operator'), {})).factorId;

describe('an invited person', () => {
  it('is one hand with whoever invited them until another administrator vouches', async () => {
    const { operatorId: eve, token } = await invited();
    expect(await areOne('marek', eve)).toBe(true);
    await accept(eve, token);
    expect(await areOne('marek', eve)).toBe(true);
    await expect(vouchProven(sql, as('marek'), eve)).rejects.toThrow(
      'You gave eve their link to sign in, and no other administrator has vouched for eve since, so you two count as one. Another administrator must vouch.',
    );
    const [shown] = (await listPeople(as('noor'))).filter(({ operatorId }) => operatorId === eve);
    expect(shown).toMatchObject({ oneHandWith: ['marek'], isOtherHand: true });
    const stepUpProofId = await insertProof(sql, as('noor'), {
      purpose: 'people.change',
      root: vouchLeaf({ operatorId: eve, givers: 'marek' }),
    });
    await expect(vouchForOperator(as('noor'), { operatorId: eve, stepUpProofId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await vouchProven(sql, as('noor'), eve);
    expect(await areOne('marek', eve)).toBe(false);
    expect(await areOne('noor', eve)).toBe(false);
    await expect(vouchProven(sql, as('noor'), eve)).rejects.toMatchObject({
      code: 'conflict',
    });
    const [record] =
      await sql`select actor_id, after from audit_records where action = 'operator.vouch' and subject = ${eve}`;
    expect(record).toEqual({
      actor_id: 'noor',
      after: {
        gave: [{ giver: 'marek', gave: 'link' }],
        givers: 'marek',
        proof: expect.objectContaining({ purpose: 'people.vouch' }) as unknown,
      },
    });
  });

  it('is vouched for by a factor that another administrator confirms, never by the giver', async () => {
    const { operatorId: eve, token } = await invited();
    await accept(eve, token);
    const factorId = await enrolled(eve);
    await expect(confirmProven(sql, as('marek'), factorId)).rejects.toThrow(
      'Another administrator must confirm.',
    );
    expect(await areOne('marek', eve)).toBe(true);
    await confirmProven(sql, as('noor'), factorId);
    expect(await areOne('marek', eve)).toBe(false);
  });

  it('is one hand again with whoever makes a new link', async () => {
    const { operatorId: eve, token } = await invited();
    await accept(eve, token);
    await vouchProven(sql, as('noor'), eve);
    const again = await renewInvitation(as('noor'), { operatorId: eve });
    expect([await areOne('noor', eve), await areOne('marek', eve)]).toEqual([true, false]);
    await accept(eve, again.token);
    await vouchProven(sql, as('marek'), eve);
    expect(await areOne('noor', eve)).toBe(false);
  });

  it('a word ends the link that is still open, so that nobody uses it after', async () => {
    const { operatorId: eve, token } = await invited();
    await vouchProven(sql, as('noor'), eve);
    await expect(accept(eve, token)).rejects.toMatchObject({ code: 'conflict' });
    expect(await areOne('marek', eve)).toBe(false);
  });

  it('nobody vouches whose own link came from the same person, and nobody for themselves', async () => {
    const { operatorId: eve } = await invited();
    const { operatorId: bob } = await invited('bob');
    await sql`update operators set role = 'administrator' where operator_id = ${bob}`;
    await expect(vouchProven(sql, as(bob), eve)).rejects.toThrow(
      'had a link to sign in from the same person',
    );
    await expect(vouchProven(sql, as('noor'), 'noor')).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('the machine’s link makes nobody one with anybody', async () => {
    const added = await asDatabaseOwner(() =>
      inviteOperator(jobContext('invite-from-machine'), {
        name: 'Pia',
        email: 'pia@sluice.example',
        role: 'administrator',
      }),
    );
    expect(await Promise.all(['marek', 'noor'].map((name) => areOne(name, added.operatorId)))).toEqual([
      false,
      false,
    ]);
  });
});

describe('two administrators for a change are two hands', () => {
  it('whoever made the other’s link does not approve', async () => {
    await sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
      values ('t', 'noor', 'marek', now(), now())`;
    const { operatorId } = await inviteOperator(as('olga'), {
      name: 'x',
      email: 'x@sluice.example',
      role: 'viewer',
    });
    await changeOperator(as('noor'), { operatorId, change: 'role', role: 'administrator' });
    const [waiting] = await listWaitingChanges(as('noor'));
    const changeRequestId = waiting?.changeRequestId ?? '';
    await expect(approveProven(sql, as('marek'), changeRequestId)).rejects.toThrow(
      'You gave noor their link to sign in',
    );
    await approveProven(sql, as('olga'), changeRequestId);
  });
});

describe('by hand, as the program', () => {
  const program = () => databaseClient();

  /** As the program, in one transaction with a proof of somebody's that is spent on this. */
  const withProof = async (
    by: string,
    about: { purpose: StepUpPurpose; root: string },
    work: (tx: postgres.TransactionSql<{ bigint: bigint }>) => Promise<unknown>,
  ): Promise<void> => {
    const id = await insertProof(sql, as(by), about);
    await program().begin(async (tx) => {
      await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${id}, ${about.root})`;
      await work(tx);
    });
  };
  const wordFor = (operatorId: string, givers = 'marek') =>
    ({ purpose: 'people.vouch', root: vouchLeaf({ operatorId, givers }) }) as const;

  it('nobody is added but by an administrator’s invitation, and never as an administrator or a person of the demo', async () => {
    const add = (more: string, role = 'viewer', isDemo = false) =>
      program().begin(async (tx) => {
        await tx`insert into operators (operator_id, email, name, role, is_demo_persona) values ('y', 'y@x.example', 'y', ${role}, ${isDemo})`;
        if (more !== '')
          await tx`insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('y', 'y', ${more}, now())`;
      });
    await expect(add('')).rejects.toThrow('people are invited by an administrator');
    await expect(add('job')).rejects.toThrow('a link is made by an administrator');
    await expect(add('marek', 'administrator')).rejects.toThrow('for somebody who is none');
    await expect(add('', 'administrator')).rejects.toThrow('people are invited by an administrator');
    await expect(add('', 'viewer', true)).rejects.toThrow('people are invited by an administrator');
    await add('marek');
    await expect(
      program()`update operators set email = 'z@x.example' where operator_id = 'y'`,
    ).rejects.toThrow('permission denied');
    await expect(
      program()`update operators set role = 'risk_reviewer' where operator_id = 'y'`,
    ).rejects.toThrow('stands in no record');
    await expect(program()`update operators set disabled_at = now() where operator_id = 'y'`).rejects.toThrow(
      'stands in no record',
    );
  });

  it('no link is dated back, made for an administrator, or opened again', async () => {
    const { operatorId: eve } = await invited();
    const link = (to: string) => program()`
      insert into operator_invitations (token_hash, operator_id, created_by, created_at, expires_at)
      values (${`t_${to}`}, ${to}, 'marek', now() - interval '1 year', now())`;
    await expect(link('noor')).rejects.toThrow('for somebody who is none');
    await program()`update operator_invitations set revoked_at = now() - interval '1 year' where operator_id = ${eve}`;
    await program().begin(async (tx) => {
      await tx`select now()`;
      await vouchProven(sql, as('noor'), eve);
      await tx`insert into operator_invitations (token_hash, operator_id, created_by, created_at, expires_at)
        values ('late', ${eve}, 'marek', now(), now())`;
    });
    expect(await areOne('marek', eve)).toBe(true);
    await expect(
      program()`update operator_invitations set revoked_at = null where operator_id = ${eve}`,
    ).rejects.toThrow('a link ends once');
  });

  it('a link is used when it is used: a word that was given meanwhile does not cover it', async () => {
    const { operatorId: eve } = await invited();
    await withProof(
      'noor',
      wordFor(eve),
      (tx) => tx`
        insert into operator_vouchings (operator_vouching_id, operator_id, vouched_by) values ('ovo_early', ${eve}, 'noor')`,
    );
    await program()`update operator_invitations set used_at = now() - interval '1 year' where operator_id = ${eve}`;
    expect(await areOne('marek', eve)).toBe(true);
  });

  it('no word is given by nobody, without a proof of exactly that, or for later', async () => {
    const { operatorId: eve, token } = await invited();
    await accept(eve, token);
    const vouch = (by: string, about = wordFor(eve), provenBy = by) =>
      withProof(
        provenBy,
        about,
        (tx) => tx`
          insert into operator_vouchings (operator_vouching_id, operator_id, vouched_by, vouched_at)
          values (${`ovo_${by}`}, ${eve}, ${by}, now() + interval '1 year')`,
      );
    const refused = 'an administrator who proves to be there vouches for people';
    await expect(vouch('ghost')).rejects.toThrow(refused);
    await expect(vouch('marek')).rejects.toThrow('are one hand');
    await expect(vouch('noor', wordFor('marek'))).rejects.toThrow(refused);
    await expect(vouch('noor', wordFor(eve, 'marek,olga'))).rejects.toThrow(refused);
    await expect(vouch('noor', wordFor(eve), 'olga')).rejects.toThrow(refused);
    await vouch('noor');
    const again = await renewInvitation(as('marek'), { operatorId: eve });
    await accept(eve, again.token);
    expect(await areOne('marek', eve)).toBe(true);
  });

  it('no factor is confirmed for later, or taken away by nobody or long ago', async () => {
    const { operatorId: eve, token } = await invited();
    await accept(eve, token);
    const factorId = await enrolled(eve);
    const factor = await storedFactor(sql, factorId);
    await withProof(
      'noor',
      { purpose: 'factors.confirm', root: confirmationLeaf(factor) },
      (tx) => tx`
        update step_up_factors set state = 'active', confirmed_by = 'noor', confirmed_at = now() + interval '1 year'
        where factor_id = ${factorId}`,
    );
    const remove = (by: string | null) =>
      withProof(
        by ?? 'olga',
        { purpose: 'factors.remove', root: removalLeaf(factor) },
        (tx) => tx`
          update step_up_factors set state = 'removed', removed_by = ${by}, removed_at = now() - interval '1 year'
          where factor_id = ${factorId}`,
      );
    await expect(remove(null)).rejects.toThrow('is removed by somebody');
    await remove('olga');
    expect([await areOne('olga', eve), await areOne('marek', eve)]).toEqual([true, false]);
  });

  it('a change of an administrator is not asked for and decided at once, nor decided by nobody', async () => {
    const { operatorId: eve } = await invited();
    const ask = (tx: postgres.ISql, id: string) => tx`
      insert into operator_change_requests (change_request_id, operator_id, change, from_role, to_role, requested_by, requested_at)
      values (${id}, ${eve}, 'role', 'finance_operator', 'administrator', 'marek', now() - interval '1 day')`;
    const decide = (tx: postgres.ISql, id: string, by: string) => tx`
      update operator_change_requests set decision = 'approved', decided_by = ${by}, decided_at = now() where change_request_id = ${id}`;
    await expect(
      sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await ask(tx, 'ocr_1');
        await decide(tx, 'ocr_1', 'noor');
      }),
    ).rejects.toThrow('after it was asked for');
    await sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await ask(tx, 'ocr_2');
    });
    await expect(
      sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await decide(tx, 'ocr_2', eve);
      }),
    ).rejects.toThrow('by another administrator');
  });

  describe('a role, or being let in', () => {
    const cleo = 'cleo';
    beforeEach(async () => {
      await sql`insert into operators (operator_id, email, name, role) values (${cleo}, 'cleo@x.example', 'Cleo', 'finance_operator')`;
    });

    type Written = {
      actor?: string;
      action?: string;
      from?: string;
      to?: string;
      outcome?: string;
      proof?: object;
      subject?: string;
    };

    /** A proof of a person, spent in this transaction as the verb spends it. */
    const spend = async (tx: postgres.ISql, by: string): Promise<void> => {
      const root = subjectLeaf(['person', cleo, 'role', 'finance_operator', 'risk_reviewer']);
      const id = await insertProof(sql, as(by), { purpose: 'people.change', root });
      await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${id}, ${root})`;
    };

    /** What the program could write by hand, in one transaction. */
    const write = (record: Written, proven: string | null, set = "role = 'risk_reviewer'") =>
      program().begin(async (tx) => {
        const {
          actor = 'marek',
          action = 'operator.role',
          from = 'finance_operator',
          to = 'risk_reviewer',
        } = record;
        if (proven !== null) await spend(tx, proven);
        await tx`insert into audit_records (actor_kind, actor_id, action, subject, outcome, before, after, request_id)
          values ('operator', ${actor}, ${action}, ${record.subject ?? cleo}, ${record.outcome ?? 'done'}, ${JSON.stringify({ role: from })}::text::jsonb,
            ${JSON.stringify({ toRole: to, ...(record.proof === undefined ? { proof: {} } : record.proof) })}::text::jsonb, 'r')`;
        await tx.unsafe(`update operators set ${set} where operator_id = '${cleo}'`);
      });

    it.each<[string, Written, string | null, string?]>([
      ['nobody proved', {}, null],
      ['somebody else proved', {}, 'noor'],
      ['of nobody', { actor: 'ghost' }, 'ghost'],
      ['of somebody who may not', { actor: cleo }, cleo],
      ['about somebody else', { subject: 'olga' }, 'marek'],
      ['that was refused', { outcome: 'refused' }, 'marek'],
      ['of another role', { to: 'viewer' }, 'marek'],
      ['of another role before', { from: 'viewer' }, 'marek'],
      ['of another kind', { action: 'operator.enable' }, 'marek'],
      ['without its proof', { proof: {} }, 'marek'],
      ['of one thing for two', {}, 'marek', "role = 'risk_reviewer', disabled_at = now()"],
    ])('does not change beside a record %s', async (_what, record, proven, set) => {
      await expect(write(record, proven, set)).rejects.toThrow('stands in no record');
    });

    it('changes beside a record as the verbs write it', async () => {
      await write({}, 'marek');
      await changeProven(sql, as('marek'), { operatorId: cleo, change: 'role', role: 'viewer' });
    });

    it('of the same hand does not change, beside whatever record', async () => {
      await sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
        values ('t', ${cleo}, 'marek', now(), now())`;
      await expect(write({}, 'marek')).rejects.toThrow('stands in no record');
      await write({ actor: 'noor' }, 'noor');
    });

    it('is taken in an administrator’s name only, and never twice for one word', async () => {
      const shut = { action: 'operator.disable', to: 'finance_operator', proof: {} };
      await expect(write({ ...shut, actor: cleo }, null, 'disabled_at = now()')).rejects.toThrow(
        'stands in no record',
      );
      await write(shut, null, 'disabled_at = now()');
      await sql`update operators set disabled_at = null where operator_id = ${cleo}`;
      await expect(
        program()`update operators set disabled_at = now() where operator_id = ${cleo}`,
      ).rejects.toThrow('stands in no record');
      await write(shut, null, 'disabled_at = now()');
      await expect(write({ ...shut, action: 'operator.enable' }, null, 'disabled_at = null')).rejects.toThrow(
        'stands in no record',
      );
      await expect(write(shut, null, "disabled_at = now() + interval '1 day'")).rejects.toThrow(
        'stands in no record',
      );
    });

    it('of an administrator changes as two decided, the second one with a proof', async () => {
      const { changeRequestId, root } = await asked();
      const decide = (proven: boolean, { role = 'viewer', by = 'marek', says = ['proof'] } = {}) =>
        program().begin(async (tx) => {
          if (proven) {
            const id = await insertProof(sql, as('marek'), { purpose: 'people.change', root });
            await tx`insert into step_up_uses (step_up_proof_id, leaf) values (${id}, ${root})`;
          }
          await tx`update operator_change_requests set decision = 'approved', decided_by = 'marek', decided_at = now()
            where change_request_id = ${changeRequestId}`;
          await tx`insert into audit_records (actor_kind, actor_id, action, subject, outcome, before, after, request_id)
            values ('operator', ${by}, 'operator_change.approved', 'olga', 'done', '{"role": "administrator"}',
              ${JSON.stringify({ toRole: role, ...Object.fromEntries(says.map((key) => [key, {}])) })}::text::jsonb, 'r')`;
          await tx`update operators set role = ${role} where operator_id = 'olga'`;
        });
      await expect(decide(false)).rejects.toThrow('by another one who proves to be there');
      for (const other of [{ says: [] }, { role: 'risk_reviewer' }, { by: 'noor' }])
        await expect(decide(true, other)).rejects.toThrow('stands in no record');
      await decide(true);
    });

    const asked = async () => {
      await changeOperator(as('noor'), { operatorId: 'olga', change: 'role', role: 'viewer' });
      const [waiting] = await listWaitingChanges(as('noor'));
      if (waiting === undefined) throw new Error('nothing waits');
      return waiting;
    };
  });
});
