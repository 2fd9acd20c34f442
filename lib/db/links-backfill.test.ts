import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseBefore, type DatabaseBefore } from './database-before.fixture.ts';

/* What 0065 writes into sellers' invitations that were there before it. */

let old: DatabaseBefore;
beforeAll(async () => {
  old = await databaseBefore('0065_same_hand');
});
afterAll(() => old.drop());

type Made = { by: string; kind?: 'operator' | 'job'; outcome?: 'done' | 'refused'; action?: string };

/** An invitation with what the record says of it, in its order. */
async function before(name: string, record: readonly Made[]): Promise<string> {
  const id = `siv_${name}`;
  await old.sql.begin(async (tx) => {
    // Where it stood, not how it came there.
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms,
        invited_by, idempotency_key)
      values (${id}, ${`${name}@seller.example`}, 'x', 'x', 'US', 'company', 'x', '{}', 'opr_anna', ${`key_${name}`})`;
    for (const [
      place,
      { by, kind = 'operator', outcome = 'done', action = 'seller_link.make' },
    ] of record.entries())
      await tx`
        insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
        values (now() - interval '1 day' + ${place}::int * interval '1 minute', ${kind}, ${by}, ${action}, ${id}, ${outcome}, 'req_1')`;
  });
  return id;
}

it('whoever made a link of an owner’s is one of their hands, in the order of the record, and nobody else is', async () => {
  const ids = {
    once: await before('once', [{ by: 'opr_marek' }]),
    thrice: await before('thrice', [{ by: 'opr_marek' }, { by: 'opr_eve' }, { by: 'opr_eve' }]),
    never: await before('never', []),
    refusedTry: await before('refused', [{ by: 'opr_eve', outcome: 'refused' }, { by: 'opr_marek' }]),
    byJob: await before('job', [{ by: 'send-links', kind: 'job' }]),
    invitedOnly: await before('invited', [{ by: 'opr_eve', action: 'seller.invite' }]),
  };
  await old.goOn();
  const rows = await old.sql<{ id: string; linked: string[] }[]>`
    select seller_invitation_id as id, linked_by as linked from seller_invitations`;
  const of = (id: string) => rows.find((row) => row.id === id)?.linked;
  expect(Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, of(id)]))).toEqual({
    once: ['opr_marek'],
    thrice: ['opr_marek', 'opr_eve', 'opr_eve'],
    never: [],
    refusedTry: ['opr_marek'],
    byJob: [],
    invitedOnly: [],
  });
});
