import type postgres from 'postgres';
import { dropTruncateTriggers, type Guard } from './guard-shapes.fixture.ts';

const REQUESTS = 'information_requests';
const FILES = 'information_request_files';

/** Rows of two accounts; put there with all triggers off. */
export async function seedInformationTables(tx: postgres.TransactionSql): Promise<void> {
  for (const [owner, state] of [
    ['acct_1A', 'answered'],
    ['acct_1B', 'sent'],
  ] as const) {
    await tx`
      insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by,
        state, answer_text, answered_by, answered_at)
      values (${`irq_${owner}`}, ${owner}, 'x', 'x', '[]', now(), 'opr_x', ${state},
        ${state === 'sent' ? null : 'x'}, ${state === 'sent' ? null : `own_${owner}`}, ${state === 'sent' ? null : tx`now()`})`;
    await tx`
      insert into information_request_files (information_request_file_id, information_request_id, connected_account_id, position, name,
        media_type, byte_count, sha256, bytes)
      select ${`irf_${owner}`}, ${`irq_${owner}`}, ${owner}, 0, 'x.pdf', 'application/pdf', octet_length(bytes),
        encode(sha256(bytes), 'hex'), bytes
      from (select '%PDF-'::bytea as bytes) as one`;
  }
}

const walls: Guard[] = [REQUESTS, FILES].map((table) => ({
  name: `row security of ${table}`,
  as: 'holder of acct_1A',
  remove: `alter table ${table} disable row level security`,
  attack: [
    `do $do$ begin if not exists (select information_request_id from ${table} where connected_account_id = 'acct_1B') then
    raise exception 'none of another account'; end if; end $do$`,
  ],
}));

const ungranted: Guard[] = [
  [REQUESTS, 'asked_by'],
  [REQUESTS, 'close_reason'],
  [FILES, 'bytes'],
].map(([table = '', column = '']) => ({
  name: `no grant of ${table}.${column} to holders`,
  as: 'holder of acct_1A',
  remove: `grant select (${column}) on ${table} to sluice_account_holder`,
  attack: [`select ${column} from ${table}`],
}));

/** Refused by that alone, the triggers that would refuse it first out of the way. */
const refusedBy = (name: string, table: string, remove: string, attack: string): Guard => ({
  name,
  as: 'owner',
  without: `drop trigger guard on ${table}; drop trigger append_only on ${table}`,
  remove,
  attack: [attack],
});

const check = (table: string, name: string, attack: string): Guard =>
  refusedBy(`constraint ${table}.${name}`, table, `alter table ${table} drop constraint ${name}`, attack);

const index = (table: string, name: string, attack: string): Guard =>
  refusedBy(`index ${table}.${name}`, table, `drop index ${name}`, attack);

const appendOnly: Guard[] = [REQUESTS, FILES].flatMap((table): Guard[] => [
  {
    name: `trigger ${table}.append_only (delete)`,
    as: 'owner',
    ...(table === REQUESTS ? { without: `alter table ${FILES} drop constraint ${FILES}_of_request` } : {}),
    remove: `drop trigger append_only on ${table}`,
    attack: [`delete from ${table}`],
  },
  {
    name: `trigger ${table}.append_only_truncate`,
    as: 'owner',
    ...(table === REQUESTS ? { without: `alter table ${FILES} drop constraint ${FILES}_of_request` } : {}),
    remove: dropTruncateTriggers(table),
    attack: [`truncate ${table}`],
  },
]);

export const INFORMATION_GUARDS: readonly Guard[] = [
  ...walls,
  ...ungranted,
  ...appendOnly,
  {
    name: `trigger ${FILES}.append_only (update)`,
    as: 'owner',
    remove: `drop trigger append_only on ${FILES}`,
    attack: [`update ${FILES} set name = 'y'`],
  },
  {
    name: `trigger ${REQUESTS}.guard`,
    as: 'application',
    remove: `drop trigger guard on ${REQUESTS}`,
    attack: [`update ${REQUESTS} set answer_text = 'y' where state = 'answered'`],
  },
  {
    name: `trigger ${FILES}.guard`,
    as: 'application',
    remove: `drop trigger guard on ${FILES}`,
    attack: [
      `insert into ${FILES} select 'irf_x', information_request_id, connected_account_id, 1, name, media_type, byte_count, sha256, bytes
       from ${FILES} where connected_account_id = 'acct_1A'`,
    ],
  },
  {
    name: 'right to change what was asked',
    as: 'application',
    remove: `grant update on ${REQUESTS} to sluice_app`,
    attack: [`update ${REQUESTS} set owner_text = 'y' where state = 'sent'`],
  },
  check(REQUESTS, 'information_requests_state', `update ${REQUESTS} set state = 'x'`),
  check(
    REQUESTS,
    'information_requests_answer',
    `update ${REQUESTS} set state = 'answered' where state = 'sent'`,
  ),
  check(REQUESTS, 'information_requests_close', `update ${REQUESTS} set close_reason = 'x'`),
  check(
    REQUESTS,
    'information_requests_answered_by_owner',
    `update ${REQUESTS} set answered_by = 'nobody' where state = 'answered'`,
  ),
  {
    name: `index ${REQUESTS}.information_requests_of_account`,
    as: 'owner',
    without: `alter table ${FILES} drop constraint ${FILES}_of_request; alter table ${REQUESTS} drop constraint ${REQUESTS}_pkey`,
    remove: 'drop index information_requests_of_account',
    attack: [
      `insert into ${REQUESTS} (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
       values ('irq_acct_1B', 'acct_1B', 'x', 'x', '[]', now(), 'x')`,
    ],
  },
  check(
    FILES,
    'information_request_files_of_request',
    `update ${FILES} set connected_account_id = 'acct_1A'`,
  ),
  check(FILES, 'information_request_files_bytes', `update ${FILES} set byte_count = 4`),
  check(FILES, 'information_request_files_media_type', `update ${FILES} set media_type = 'image/png'`),
  index(
    FILES,
    'information_request_files_position',
    `update ${FILES} set information_request_id = 'irq_acct_1A', connected_account_id = 'acct_1A'`,
  ),
];
