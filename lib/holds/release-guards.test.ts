import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../approvals/step-up/test-proof.fixture.ts';
import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';
import { ROLE_PERMISSIONS } from '../auth/permissions.ts';
import { engageProven } from '../kill-switch/test-press.fixture.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { placeHold } from './place-hold.ts';

/* What the database refuses of a release when somebody writes past the verbs, with the program's own role. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
  await world.sql`
    insert into operators (operator_id, email, name, role, disabled_at)
    values ('opr_vera', 'vera@example.com', 'vera', 'viewer', null), ('opr_left', 'left@example.com', 'left', 'administrator', now())`;
});
afterAll(() => world.close());

const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

const HOLD = {
  what: 'hold',
  table: 'holds',
  key: 'hold_id',
  purpose: 'holds.release',
  make: async () => {
    const account = await world.account([1n]);
    const placed = {
      connectedAccountId: account,
      reason: 'ask_owner',
      reviewerText: 'Who is this?',
    } as const;
    return (await placeHold(world.as('ines'), placed)).holdId;
  },
} as const;
const KILL_SWITCH = {
  what: 'kill switch',
  table: 'kill_switches',
  key: 'kill_switch_id',
  purpose: 'kill_switch.release',
  make: async () => {
    const press = { scope: 'currency', scopeValue: 'sek', reason: 'Strange payouts' } as const;
    return (await engageProven(world.sql, world.as('ines'), press)).killSwitchId;
  },
} as const;

describe.each([HOLD, KILL_SWITCH])('the release of a $what', ({ what, table, key, purpose, make }) => {
  const WHY = 'They called.';
  const write = (id: string, sets: string) => asProgram(`update ${table} set ${sets} where ${key} = '${id}'`);
  const ask = (id: string, by = 'opr_ines') =>
    write(
      id,
      `state = 'release_asked', release_asked_by = '${by}', release_asked_at = now(), release_reason = '${WHY}'`,
    );
  const release = (id: string, by: string, more = '') =>
    write(id, `state = 'released', released_at = now(), released_by = '${by}'${more}`);
  const prove = async (id: string, name: string, reason = WHY) => {
    const root = subjectLeaf([what, id, 'opr_ines', reason]);
    const proof = await insertProof(world.sql, world.as(name), { purpose, root });
    await asProgram(`insert into step_up_uses (step_up_proof_id, leaf) values ('${proof}', '${root}')`);
  };
  const TWO = 'released by two people who may';

  it('is not asked for and agreed to in one statement', async () => {
    const wish = `, release_asked_by = 'opr_ines', release_asked_at = now(), release_reason = '${WHY}'`;
    await expect(release(await make(), 'opr_marek', wish)).rejects.toThrow(
      /released by two people|does not move/,
    );
  });

  it.each(['ghost', 'opr_vera', 'opr_left'])('is not asked for by %s', async (person) => {
    await expect(ask(await make(), person)).rejects.toThrow('may not');
  });

  it.each(['ghost', 'opr_vera', 'opr_left', 'opr_ines'])('is not agreed to by %s', async (person) => {
    const id = await make();
    await ask(id);
    await expect(release(id, person)).rejects.toThrow(TWO);
  });

  it('is not another wish than was asked for, nor one that is written before it is asked', async () => {
    const id = await make();
    await expect(write(id, `release_asked_by = 'opr_noor'`)).rejects.toThrow('as it is asked for');
    await ask(id);
    await expect(write(id, `release_reason = 'Something else'`)).rejects.toThrow('as it is asked for');
    await expect(release(id, 'opr_marek', `, release_reason = 'Something else'`)).rejects.toThrow(TWO);
  });

  it('is not agreed to by whoever asked being disabled meanwhile', async () => {
    const id = await make();
    await ask(id, 'opr_noor');
    await world.sql`update operators set disabled_at = now() where operator_id = 'opr_noor'`;
    await expect(release(id, 'opr_marek')).rejects.toThrow(TWO);
    await world.sql`update operators set disabled_at = null where operator_id = 'opr_noor'`;
  });

  it('takes a proof of whoever agrees, about exactly this, made after it was asked for', async () => {
    const id = await make();
    await prove(id, 'marek');
    await ask(id);
    await expect(release(id, 'opr_marek')).rejects.toThrow('needs the proof');
    await prove(id, 'noor');
    await prove(id, 'marek', 'Another reason');
    await expect(release(id, 'opr_marek')).rejects.toThrow('needs the proof');
    await prove(id, 'marek');
    await release(id, 'opr_marek');
    const [row] = await world.sql.unsafe(`select state from ${table} where ${key} = '${id}'`);
    expect(row).toEqual({ state: 'released' });
  });

  it('is for those who have the permission, and nobody else', async () => {
    for (const role of ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'] as const) {
      const id = `opr_${what.replace(' ', '_')}_${role}`;
      await world.sql`insert into operators (operator_id, email, name, role) values (${id}, ${`${id}@example.com`}, ${role}, ${role})`;
      const [row] = await world.sql`select may_release(${what}, ${id}) as may`;
      expect(row).toEqual({ may: ROLE_PERMISSIONS[role].includes(purpose) });
    }
  });
});

it.each([
  "reviewer_text = 'x'",
  "owner_text = 'x'",
  `evidence = '{"x": 1}'`,
  "source = 'risk'",
  "reason_code = 'x'",
])('what a hold says is never rewritten: %s', async (sets) => {
  const id = await HOLD.make();
  await expect(asProgram(`update holds set ${sets} where hold_id = '${id}'`)).rejects.toThrow(
    'permission denied',
  );
});
