import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { jobContext } from '../context.ts';
import { DomainError } from '../errors.ts';
import { openTestLedger, type TestLedger } from '../ledger/test-ledger.fixture.ts';
import { defineVerb } from '../verb.ts';
import { summariseRefusals } from './summarise-refusals.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
beforeEach(async () => {
  await ledger.empty();
  await ledger.sql`delete from audit_refusals`;
});
afterAll(() => ledger.close());

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_viewer', name: 'Vera', role: 'viewer' },
  requestId: 'req_1',
  now: new Date(),
};
const administrator: Context = {
  ...viewer,
  actor: { kind: 'operator', operatorId: 'opr_admin', name: 'Marek', role: 'administrator' },
};

/** Changes something, then may refuse: what it did must be gone and the refusal must stay. */
const change = defineVerb({
  permission: 'ledger.reverse',
  input: z.object({
    journalEntryId: z.string(),
    sessionId: z.string().optional(),
    refuse: z.string().optional(),
  }),
  run: async (tx, _ctx, { journalEntryId, refuse }) => {
    await tx.execute(`insert into heartbeats values ('changed', now(), '{}') on conflict do nothing`);
    if (refuse !== undefined) throw new DomainError('conflict', refuse);
    return { result: undefined, audit: { action: 'test.change', subject: journalEntryId } };
  },
});
const wrapped = defineVerb({
  permission: 'ledger.reverse',
  input: z.object({ journalEntryId: z.string() }),
  run: async (tx, ctx, input) => {
    await change(ctx, { ...input, refuse: 'inner' }, tx);
    return { result: undefined, audit: null };
  },
});

async function rows() {
  return ledger.sql`
    select actor_id, action, subject, outcome, after->>'code' as code, connected_account_id as chain
    from audit_records order by audit_record_id`;
}

it('somebody without the permission is on record, with what was asked for', async () => {
  await expect(change(viewer, { sessionId: 'ses_secret', journalEntryId: 'jnl_1' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect([...(await rows())]).toEqual([
    {
      actor_id: 'opr_viewer',
      action: 'ledger.reverse',
      subject: 'jnl_1',
      outcome: 'refused',
      code: 'forbidden',
      chain: 'platform',
    },
  ]);
  const [links] = await ledger.sql`select count(*)::int as links from audit_links`;
  expect(links).toEqual({ links: 1 });
  const leaked = await ledger.sql`select 1 from audit_records as r where r::text like '%ses_secret%'`;
  expect(leaked).toHaveLength(0);
});

it('a refusal in the middle undoes the change and stays on record itself', async () => {
  await expect(
    change(administrator, { journalEntryId: 'jnl_2', refuse: 'too late\0' }),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await ledger.sql`select 1 from heartbeats where name = 'changed'`).toHaveLength(0);
  expect([...(await rows())]).toMatchObject([{ subject: 'jnl_2', outcome: 'refused', code: 'conflict' }]);
});

it('a wrong shape is a refusal too, and what was typed opens no chain', async () => {
  const wrong = { journalEntryId: 'acct_madeUp', refuse: 7 } as unknown as { journalEntryId: string };
  await expect(change(administrator, wrong)).rejects.toMatchObject({ code: 'invalid_input' });
  expect([...(await rows())]).toMatchObject([
    { subject: 'acct_madeUp', code: 'invalid_input', chain: 'platform' },
  ]);
  const empty = { journalEntryId: ' ', refuse: 7 } as unknown as { journalEntryId: string };
  await expect(change(administrator, empty)).rejects.toMatchObject({ code: 'invalid_input' });
  expect((await rows()).at(-1)).toMatchObject({ subject: 'unknown' });
});

it('one attempt is one row, however many verbs it went through', async () => {
  await expect(wrapped(administrator, { journalEntryId: 'jnl_3' })).rejects.toThrow('inner');
  expect(await rows()).toHaveLength(1);
});

it('a bug is no refusal', async () => {
  const broken = defineVerb({
    permission: 'ledger.reverse',
    input: z.object({}),
    run: () => Promise.reject(new Error('a bug')),
  });
  await expect(broken(administrator, {})).rejects.toThrow('a bug');
  expect(await rows()).toHaveLength(0);
});

it('a flood gets ten rows and a count, and no attempt is lost', async () => {
  const attempts = 35;
  for (let n = 0; n < attempts; n += 1)
    await expect(change(viewer, { journalEntryId: `jnl_${String(n)}` })).rejects.toThrow();
  // The minute may have turned in between: whatever the split, each attempt is a row or counted.
  await ledger.sql`update audit_refusals set minute = minute - interval '2 minutes'`;
  await summariseRefusals(jobContext('seal-audit'), {});
  await summariseRefusals(jobContext('seal-audit'), {});
  const [sum] = await ledger.sql`
    select (count(*) filter (where after ? 'reason'))::int as single,
           coalesce(sum((after->>'furtherAttempts')::int), 0)::int as counted,
           bool_and(actor_id = 'opr_viewer' and outcome = 'refused') as are_named from audit_records`;
  expect(sum).toMatchObject({ are_named: true });
  expect(Number(sum?.['single']) + Number(sum?.['counted'])).toBe(attempts);
  expect(Number(sum?.['single'])).toBeLessThanOrEqual(20);
  expect(Number(sum?.['counted'])).toBeGreaterThan(0);
  expect(await ledger.sql`select 1 from audit_refusals`).toHaveLength(0);
});
