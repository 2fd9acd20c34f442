import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context, type OperatorRole } from '../context.ts';
import { closeDatabase, database } from '../db/client.ts';
import { addNote } from './add-note.ts';
import { editNote } from './edit-note.ts';
import { listNotes } from './note-queries.ts';

let testDatabase: TestDatabase;
let accounts = 0;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

function as(name: string, role: OperatorRole = 'finance_operator'): Context {
  return { ...jobContext('test'), actor: { kind: 'operator', operatorId: `opr_${name}`, name, role } };
}

async function account(): Promise<string> {
  accounts += 1;
  const id = `acct_${String(accounts)}`;
  await database().execute(sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
      details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules,
      lock_strength, lock_reasons, created_at_stripe, read_at)
    values (${id}, false, 'v1', '株式会社さくら', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now())`);
  return id;
}

async function note(connectedAccountId: string, text: string, isPinned = false): Promise<string> {
  return (await addNote(as('Anna'), { connectedAccountId, text, isPinned })).noteId;
}

describe('notes about a connected account', () => {
  it('are read newest first, the pinned ones above all, and only with their own account', async () => {
    const [one, other] = [await account(), await account()];
    await note(one, 'pinned', true);
    await note(one, 'old');
    await note(one, 'new');
    await note(other, 'of somebody else');
    const notes = await listNotes(as('Vera', 'viewer'), one);
    expect(notes.map(({ now }) => now.text)).toEqual(['pinned', 'new', 'old']);
    expect(notes[0]).toMatchObject({
      isPinned: true,
      now: { version: 1, writtenByName: 'Anna' },
      before: [],
    });
  });

  it('keep what they said before, and who wrote it', async () => {
    const connectedAccountId = await account();
    const noteId = await note(connectedAccountId, 'call on Monday');
    const edit = { connectedAccountId, noteId, isPinned: true };
    await editNote(as('Ines', 'risk_reviewer'), { ...edit, versionSeen: 1, text: 'call on Tuesday\r\n' });
    await editNote(as('Anna'), { ...edit, versionSeen: 2, text: 'called' });
    const [read] = await listNotes(as('Anna'), connectedAccountId);
    expect(read).toMatchObject({
      isPinned: true,
      now: { version: 3, text: 'called', writtenByName: 'Anna' },
    });
    expect(read?.before.map(({ text, writtenByName }) => [text, writtenByName])).toEqual([
      ['call on Tuesday', 'Ines'],
      ['call on Monday', 'Anna'],
    ]);
  });

  it('take one of two edits of the same version, and name who was first', async () => {
    const connectedAccountId = await account();
    const noteId = await note(connectedAccountId, 'first');
    const edit = { connectedAccountId, noteId, versionSeen: 1, isPinned: false };
    const outcomes = await Promise.allSettled([
      editNote(as('Anna'), { ...edit, text: 'mine' }),
      editNote(as('Ines', 'risk_reviewer'), { ...edit, text: 'also mine' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(editNote(as('Anna'), { ...edit, text: 'late' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^(Anna|Ines) changed this note/) as string,
    });
    expect(await listNotes(as('Anna'), connectedAccountId)).toHaveLength(1);
  });

  it('cannot be edited through another account', async () => {
    const [mine, other] = [await account(), await account()];
    const noteId = await note(mine, 'mine');
    const edit = { connectedAccountId: other, noteId, versionSeen: 1, text: 'x', isPinned: false };
    await expect(editNote(as('Anna'), edit)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are on record with what changed, and an edit that changes nothing is not one', async () => {
    const connectedAccountId = await account();
    const noteId = await note(connectedAccountId, 'a');
    const edit = { connectedAccountId, noteId, versionSeen: 1, isPinned: false };
    await editNote(as('Anna'), { ...edit, text: 'a' });
    await editNote(as('Anna'), { ...edit, text: 'b' });
    const records = await database().execute(sql`
      select action, actor_id, connected_account_id = subject as in_its_chain, before ->> 'text' as before, after ->> 'text' as after
      from audit_records where subject = ${connectedAccountId} order by audit_record_id`);
    expect([...records]).toEqual([
      { action: 'note.add', actor_id: 'opr_Anna', in_its_chain: true, before: null, after: 'a' },
      { action: 'note.edit', actor_id: 'opr_Anna', in_its_chain: true, before: 'a', after: 'b' },
    ]);
  });

  it.each(['', '  \n ', 'x'.repeat(4_001)])('say something, and not a book', async (text) => {
    const connectedAccountId = await account();
    await expect(addNote(as('Anna'), { connectedAccountId, text, isPinned: false })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'Write what colleagues should know, in at most 4000 characters.',
    });
  });

  it('are about an account that is there', async () => {
    const unknown = { connectedAccountId: 'acct_nobody', text: 'x', isPinned: false };
    await expect(addNote(as('Anna'), unknown)).rejects.toMatchObject({ code: 'not_found' });
  });
});
