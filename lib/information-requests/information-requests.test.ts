import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { inTransaction } from '../db/transaction.ts';
import { readNeeds } from '../notifications/read-needs.ts';
import { stageNotifications } from '../notifications/stage-notifications.ts';
import { readPageRequest } from '../paging.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { answerInformationRequest } from './answer-information-request.ts';
import { askForInformation } from './ask-for-information.ts';
import { beginAnswer } from './begin-answer.ts';
import { closeInformationRequest } from './close-information-request.ts';
import { openInformationFile } from './open-information-file.ts';
import { getOwnInformationRequest, listOwnInformationRequests } from './owner-queries.ts';
import { countInformationRequests, listInformationRequests, listInformationRequestsOf } from './queries.ts';
import { FILE_BYTES_MAX } from './rules/check-files.ts';
import type { InformationState } from './types.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const PDF = Buffer.from('%PDF-1.7\nCanary of mine\n%%EOF\n');
const PNG = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.from('IHDR…IEND'),
]);

type Owned = { connectedAccountId: string; ctx: Context };

async function owned(): Promise<Owned> {
  const connectedAccountId = await world.account([10_00n]);
  const email = `${crypto.randomUUID()}@seller.example`;
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${`own_${crypto.randomUUID()}`}, ${connectedAccountId}, ${email}, 'Olive')`;
  const actor = { kind: 'connected_account_owner', connectedAccountId, email } as const;
  return { connectedAccountId, ctx: { ...jobContext('test'), actor } };
}

const askOf = async (
  { connectedAccountId }: Owned,
  subject = 'An invoice of your supplier',
  dueInDays = 7,
): Promise<string> => {
  const { informationRequestId } = await askForInformation(world.as('ines'), {
    connectedAccountId,
    subject,
    ownerText: 'We compare what you sold with what you bought.',
    filesWanted: ['The invoice'],
    dueInDays,
  });
  return informationRequestId;
};

const answer = (
  ctx: Context,
  informationRequestId: string,
  files: { name: string; bytes: Uint8Array }[] = [],
) => answerInformationRequest(ctx, { informationRequestId, text: 'Here it is.', files });

const filesOf = (informationRequestId: string) => world.sql`
  select from information_request_files where information_request_id = ${informationRequestId}`;

it('a character that Postgres cannot store is refused with words, wherever it stands', async () => {
  const mine = await owned();
  const id = await askOf(mine);
  for (const [of, text] of [
    [id, 'Here\0it is.'],
    ['\0', 'Here it is.'],
  ] as const)
    await expect(
      answerInformationRequest(mine.ctx, { informationRequestId: of, text, files: [] }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('Type it anew') as string,
    });
});

describe('asking and answering', () => {
  it('nothing is asked where nobody would read it: no owner, one who is shut out, or an account that has gone', async () => {
    const nobodys = { ...(await owned()), connectedAccountId: await world.account([10_00n]) };
    await expect(askOf(nobodys)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('Nobody can sign in') as string,
    });
    const [shut, gone] = [await owned(), await owned()];
    await world.tamper(`
      update connected_account_owners set disabled_at = now() where connected_account_id = '${shut.connectedAccountId}';
      update connected_accounts set deauthorized_at = now() where connected_account_id = '${gone.connectedAccountId}'`);
    await expect(askOf(shut)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('Nobody can sign in') as string,
    });
    await expect(askOf(gone)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('has disconnected the platform') as string,
    });
    for (const { connectedAccountId } of [nobodys, shut, gone])
      expect(await listInformationRequestsOf(world.as('ines'), connectedAccountId)).toEqual([]);
  });

  it('what is due first stands first, whenever it was asked, and what was answered after all of it', async () => {
    const mine = await owned();
    await answer(mine.ctx, await askOf(mine, 'Answered', 1));
    for (const [subject, days] of [
      ['Later', 14],
      ['Soon', 3],
      ['In between', 7],
    ] as const)
      await askOf(mine, subject, days);
    const shown = await listOwnInformationRequests(mine.ctx);
    expect(shown.map(({ subject }) => subject)).toEqual(['Soon', 'In between', 'Later', 'Answered']);
  });

  it('an owner is asked, answers with text and a file, and a reviewer takes the file on record', async () => {
    const mine = await owned();
    const id = await askOf(mine);
    expect(await listOwnInformationRequests(mine.ctx)).toMatchObject([
      { informationRequestId: id, state: 'sent', filesWanted: ['The invoice'], answerText: null },
    ]);
    await answer(mine.ctx, id, [{ name: '../../etc/invoice.exe', bytes: PDF }]);
    const [seen] = await listInformationRequestsOf(world.as('ines'), mine.connectedAccountId);
    expect(seen).toMatchObject({
      state: 'answered',
      answerText: 'Here it is.',
      answeredByName: 'Olive',
      askedByName: 'ines',
      files: [{ name: 'invoice.pdf', mediaType: 'application/pdf', byteCount: PDF.length }],
    });
    const informationRequestFileId = seen?.files[0]?.informationRequestFileId ?? '';
    const taken = await openInformationFile(world.as('ines'), { informationRequestFileId });
    expect(Buffer.from(taken.bytes)).toEqual(PDF);
    const records = await world.sql<{ action: string; actor_id: string }[]>`
      select action, actor_id from audit_records where connected_account_id = ${mine.connectedAccountId}
        and action like 'information_request.%' order by audit_record_id`;
    expect(records.map(({ action }) => action)).toEqual([
      'information_request.ask',
      'information_request.answer',
      'information_request.open_file',
    ]);
    expect(records[2]?.actor_id).toBe('opr_ines');
    await closeInformationRequest(world.as('ines'), {
      informationRequestId: id,
      reason: 'It is as they say.',
    });
    expect(await getOwnInformationRequest(mine.ctx, id)).toMatchObject({ state: 'closed' });
  });

  it('a form that is sent twice asks once, and answers once, also by two clicks at one moment', async () => {
    const mine = await owned();
    const asked = await Promise.allSettled([askOf(mine), askOf(mine)]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [{ informationRequestId: id } = { informationRequestId: '' }] = await listOwnInformationRequests(
      mine.ctx,
    );
    const file = { name: 'a.pdf', bytes: PDF };
    const answers = await Promise.allSettled([answer(mine.ctx, id, [file]), answer(mine.ctx, id, [file])]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await filesOf(id)).toHaveLength(1);
    await expect(answer(mine.ctx, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('answered this already') as string,
    });
  });

  it('an answer to what was closed meanwhile is refused, and closing twice is', async () => {
    const mine = await owned();
    const id = await askOf(mine);
    const over = { informationRequestId: id, reason: 'Found it elsewhere.' };
    await closeInformationRequest(world.as('ines'), over);
    await expect(answer(mine.ctx, id, [{ name: 'a.pdf', bytes: PDF }])).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(closeInformationRequest(world.as('ines'), over)).rejects.toMatchObject({ code: 'conflict' });
    expect(await filesOf(id)).toHaveLength(0);
  });
});

describe('an account that has left', () => {
  it('answers nothing any more: its owner is offered none of it, and nobody is told that they are late', async () => {
    const mine = await owned();
    const [id, past] = [await askOf(mine), await askOf(mine, 'Answered before')];
    await answer(mine.ctx, past);
    const shown = async () =>
      (await listOwnInformationRequests(mine.ctx)).map(({ subject, hasLeft }) => [subject, hasLeft]);
    expect(await shown()).toEqual([
      ['An invoice of your supplier', false],
      ['Answered before', false],
    ]);
    await world.tamper(`
      update connected_accounts set deauthorized_at = now() where connected_account_id = '${mine.connectedAccountId}';
      update information_requests set due_at = now() - interval '1 minute' where information_request_id = '${id}'`);
    expect(await shown()).toEqual([
      ['An invoice of your supplier', true],
      ['Answered before', true],
    ]);
    expect(await getOwnInformationRequest(mine.ctx, id)).toMatchObject({ state: 'overdue', hasLeft: true });
    expect(await listInformationRequestsOf(world.as('ines'), mine.connectedAccountId)).toContainEqual(
      expect.objectContaining({ informationRequestId: id, hasLeft: true }),
    );
    const refused = { code: 'conflict', message: 'This account has left the platform. Nothing was sent.' };
    await expect(beginAnswer(mine.ctx, { informationRequestId: id })).rejects.toMatchObject(refused);
    await expect(answer(mine.ctx, id, [{ name: 'a.pdf', bytes: PDF }])).rejects.toMatchObject(refused);
    expect(await filesOf(id)).toHaveLength(0);
    const needs = (await inTransaction(readNeeds)).filter(({ path }) =>
      path.includes(mine.connectedAccountId),
    );
    expect(needs.map(({ kind }) => kind)).toEqual(['information_request.answered']);
    // Whoever comes back is asked again.
    await world.tamper(
      `update connected_accounts set deauthorized_at = null where connected_account_id = '${mine.connectedAccountId}'`,
    );
    await answer(mine.ctx, id);
  });
});

describe('files', () => {
  const html = Buffer.from('<html><script>alert(1)</script>');
  const cut = PDF.subarray(0, 12);
  const large = Buffer.concat([PDF.subarray(0, 9), Buffer.alloc(FILE_BYTES_MAX), Buffer.from('%%EOF')]);
  it.each<[string, { name: string; bytes: Uint8Array }[], RegExp]>([
    ['another kind under the name of a PDF', [{ name: 'invoice.pdf', bytes: html }], /no PDF, JPEG or PNG/],
    ['a file that was cut off', [{ name: 'invoice.pdf', bytes: cut }], /cut off/],
    ['an empty file', [{ name: 'invoice.pdf', bytes: Buffer.alloc(0) }], /is empty/],
    ['a file that is too large', [{ name: 'invoice.pdf', bytes: large }], /larger than 5 MB/],
    [
      'too many',
      Array.from({ length: 4 }, (_, at) => ({ name: `${String(at)}.pdf`, bytes: PDF })),
      /at most 3 files/,
    ],
    [
      'a good one beside a bad one',
      [
        { name: 'a.pdf', bytes: PDF },
        { name: 'b.png', bytes: html },
      ],
      /“b\.png”/,
    ],
  ])(
    '%s is refused in a plain sentence, and nothing of the answer is stored',
    async (_what, files, words) => {
      const mine = await owned();
      const id = await askOf(mine);
      await expect(answer(mine.ctx, id, files)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: { files: expect.stringMatching(words) as string },
      });
      expect(await getOwnInformationRequest(mine.ctx, id)).toMatchObject({ state: 'sent', answerText: null });
      expect(await filesOf(id)).toHaveLength(0);
    },
  );

  it('neither an answer nor a file is no answer', async () => {
    const mine = await owned();
    const id = await askOf(mine);
    await expect(
      answerInformationRequest(mine.ctx, { informationRequestId: id, text: '  ', files: [] }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await answer(mine.ctx, id, [{ name: 'scan', bytes: PNG }]);
    expect((await getOwnInformationRequest(mine.ctx, id)).files).toMatchObject([{ name: 'scan.png' }]);
  });

  it('bytes of another kind than the row says are refused by the database too', async () => {
    const mine = await owned();
    const id = await askOf(mine);
    await expect(
      world.sql`
        insert into information_request_files (information_request_file_id, information_request_id, connected_account_id, position,
          name, media_type, byte_count, sha256, bytes)
        values ('irf_x', ${id}, ${mine.connectedAccountId}, 0, 'x.pdf', 'application/pdf', ${html.length},
          encode(sha256(${html}), 'hex'), ${html})`,
    ).rejects.toMatchObject({ constraint_name: 'information_request_files_media_type' });
  });
});

describe('two owners', () => {
  it('neither sees, answers nor learns of what the other was asked', async () => {
    const [mine, theirs] = [await owned(), await owned()];
    const [own, other] = [await askOf(mine), await askOf(theirs, 'Canary of theirs')];
    expect(JSON.stringify(await listOwnInformationRequests(mine.ctx))).not.toContain('Canary of theirs');
    const unknown = `irq_${'0'.repeat(32)}`;
    const file = { name: 'a.pdf', bytes: PDF };
    const refused = async (id: string) =>
      (
        await Promise.allSettled([
          getOwnInformationRequest(mine.ctx, id),
          answer(mine.ctx, id, [file]),
          answer(mine.ctx, id),
        ])
      ).map((one) => (one.status === 'rejected' ? String(one.reason) : 'let in'));
    expect(await refused(other)).toEqual(await refused(unknown));
    expect(await refused(other)).not.toContain('let in');
    expect(await filesOf(other)).toHaveLength(0);
    await answer(mine.ctx, own, [file]);
  });

  it('a read as an owner that forgets whose rows it wants gets its own, and of them no byte and nothing for colleagues', async () => {
    const [mine, theirs] = [await owned(), await owned()];
    for (const one of [mine, theirs])
      await answer(one.ctx, await askOf(one), [{ name: 'a.pdf', bytes: PDF }]);
    for (const table of ['information_requests', 'information_request_files']) {
      const rows = await readAsOwner(mine.connectedAccountId, (tx) =>
        tx.execute(sql`select distinct connected_account_id as tenant from ${sql.identifier(table)}`),
      );
      expect([...rows], table).toEqual([{ tenant: mine.connectedAccountId }]);
    }
    for (const statement of [
      sql`select bytes from information_request_files`,
      sql`select sha256 from information_request_files`,
      sql`select asked_by from information_requests`,
      sql`select close_reason from information_requests`,
    ])
      await expect(readAsOwner(mine.connectedAccountId, (tx) => tx.execute(statement))).rejects.toMatchObject(
        { code: '42501' },
      );
  });

  it('a file cannot be another account’s than its request', async () => {
    const [mine, theirs] = [await owned(), await owned()];
    const id = await askOf(mine);
    await expect(
      world.sql`
        insert into information_request_files (information_request_file_id, information_request_id, connected_account_id, position,
          name, media_type, byte_count, sha256, bytes)
        values ('irf_y', ${id}, ${theirs.connectedAccountId}, 0, 'x.pdf', 'application/pdf', ${PDF.length},
          encode(sha256(${PDF}), 'hex'), ${PDF})`,
    ).rejects.toMatchObject({ constraint_name: 'information_request_files_of_request' });
  });

  it('whoever may not open files gets none', async () => {
    for (const name of ['anna'])
      await expect(
        openInformationFile(world.as(name), { informationRequestFileId: 'irf_x' }),
      ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the lists', () => {
  const page = (state: InformationState, cursor?: string) =>
    listInformationRequests(
      world.as('ines'),
      state,
      readPageRequest({ list: 'information-requests', filter: { state } }, { cursor, size: '25' }),
    );

  it('go by deadline, page by page, each once; overdue ones are counted and told, and so are answers', async () => {
    const mine = await owned();
    await world.sql`
      insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
      select 'irq_page_' || lpad(n::text, 3, '0'), ${mine.connectedAccountId}, 'x' || n, 'x', '[]',
        now() + make_interval(mins => n - 10), 'opr_ines'
      from generate_series(1, 60) as n`;
    const seen: Date[] = [];
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const { rows, nextCursor } = await page('sent', cursor);
      for (const { dueAt, informationRequestId } of rows) {
        seen.push(dueAt);
        expect(ids.has(informationRequestId)).toBe(false);
        ids.add(informationRequestId);
      }
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(seen.toSorted((one, other) => one.getTime() - other.getTime()));
    const { sent, overdue } = await countInformationRequests(world.as('ines'));
    expect(ids.size).toBe(sent);
    expect(overdue).toBe(10);
    expect((await page('overdue')).rows.every(({ state }) => state === 'overdue')).toBe(true);
    // A cursor of one list is worth nothing in another.
    const first = await page('sent');
    expect((await page('answered', first.nextCursor ?? '')).isCursorRefused).toBe(true);
  });

  it('an answer and a deadline that is over are told once to whoever decides', async () => {
    const mine = await owned();
    await answer(mine.ctx, await askOf(mine));
    await stageNotifications(jobContext('notify'), {});
    const kept = await world.sql<{ payload: { lines: string[] } }[]>`
      select payload from notifications where channel = 'email'`;
    const said = kept.flatMap(({ payload }) => payload.lines).join('\n');
    expect(said).toContain(`The owner of Owner of ${mine.connectedAccountId} has answered`);
    expect(said).toMatch(/has not answered in time/);
  });
});
