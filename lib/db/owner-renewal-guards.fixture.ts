import { keptForever, refusedByShape, type Guard } from './guard-shapes.fixture.ts';

type Columns = Readonly<Record<string, string>>;

/** Another password for the owner of the first account, as somebody asks for it. */
const asked = (over: Columns = {}): string => {
  const row: Columns = {
    owner_renewal_id: "'orn_x'",
    owner_id: "'own_acct_1A'",
    connected_account_id: "'acct_1A'",
    email: "'acct_1A@x.example'",
    reason: "'x'",
    code_hash: "'x'",
    asked_by: "'opr_rej3'",
    ...over,
  };
  return `insert into owner_renewals (${Object.keys(row).join()}) values (${Object.values(row).join()})`;
};
const MADE = { made_by: "'opr_rej2'", made_at: 'now()', token_hash: "'y'" };
const USED = { ...MADE, used_at: 'now()' };

/** Written down with all triggers off. */
const asFact = (...statements: string[]): string =>
  `set local session_replication_role = replica; ${statements.join('; ')}; set local session_replication_role = origin`;

const change = (set: string): string => `update owner_renewals set ${set} where owner_renewal_id = 'orn_x'`;
const make = (by: string, more = ''): string =>
  change(`made_by = '${by}', made_at = now(), token_hash = 'y'${more}`);
const USES = change('used_at = now()');

/** As if somebody had proven to be there for exactly what `asked` asks for. */
const proven = (by: string): string => `
  insert into step_up_proofs (step_up_proof_id, operator_id, purpose, kind, factor_id, root, proven_at, expires_at)
    values ('sup_x', '${by}', 'owners.renew', 'totp', 'x', 'x', now(), now() + interval '5 minutes');
  insert into step_up_uses (step_up_proof_id, leaf, path, used_at)
    values ('sup_x', encode(sha256(convert_to(E'owner renewal\norn_x\nown_acct_1A\nacct_1A\nacct_1A@x.example\nopr_rej3\nx', 'UTF8')), 'hex'), '[]', now())`;
const OUT = "update connected_account_owners set disabled_at = now() where owner_id = 'own_acct_1A'";
const WORKS_HERE = `insert into operators (operator_id, email, name, role) values ('opr_olive', 'Acct_1A@x.example', 'x', 'viewer')`;

/** What the program's own role could write by hand, were there no trigger; with what was there before it. */
const BY_HAND: Readonly<Record<string, { before?: string; attack: readonly string[] }>> = {
  'asked for by nobody who may': { attack: [asked({ asked_by: "'opr_rej1'" })] },
  'asked for of an owner of another account': { attack: [asked({ connected_account_id: "'acct_1B'" })] },
  'asked for with another address': { attack: [asked({ email: "'else@x.example'" })] },
  'asked for of who is shut out': { before: asFact(OUT), attack: [asked()] },
  'asked for of who has no password': {
    before: asFact("delete from owner_passwords where owner_id = 'own_acct_1A'"),
    attack: [asked()],
  },
  'asked for of who works here': { before: asFact(WORKS_HERE), attack: [asked()] },
  'made from the first': { attack: [asked(MADE)] },
  'used from the first': { attack: [asked(USED)] },
  'asked for that lasts longer': {
    attack: [
      asked({ expires_at: "'infinity'" }),
      `do $do$ begin if not exists (select from owner_renewals where expires_at = 'infinity') then
        raise exception 'the guard did its work'; end if; end $do$`,
    ],
  },
  'made without a proof': { before: asFact(asked()), attack: [make('opr_rej2')] },
  'made by who may not': { before: asFact(asked(), proven('opr_rej1')), attack: [make('opr_rej1')] },
  'made by whoever asked': { before: asFact(asked(), proven('opr_rej3')), attack: [make('opr_rej3')] },
  'made by the same hand': {
    before: asFact(
      asked(),
      proven('opr_rej2'),
      `insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('rej', 'opr_rej3', 'opr_rej2', now())`,
    ),
    attack: [make('opr_rej2')],
  },
  'made after its week': {
    before: asFact(asked({ expires_at: 'now()' }), proven('opr_rej2')),
    attack: [make('opr_rej2')],
  },
  'made for who is shut out': {
    before: asFact(asked(), proven('opr_rej2'), OUT),
    attack: [make('opr_rej2')],
  },
  'made for who has come to work here': {
    before: asFact(asked(), proven('opr_rej2'), WORKS_HERE),
    attack: [make('opr_rej2')],
  },
  'made twice': { before: asFact(asked(MADE), proven('opr_rej2')), attack: [change("token_hash = 'z'")] },
  'made and used in one': {
    before: asFact(asked(), proven('opr_rej2')),
    attack: [make('opr_rej2', ', used_at = now()')],
  },
  'made after it was taken back': {
    before: asFact(asked({ ended_by: "'opr_rej3'", ended_at: 'now()' }), proven('opr_rej2')),
    attack: [make('opr_rej2')],
  },
  'made by somebody else than stands there': {
    before: asFact(asked(MADE)),
    attack: [change("made_by = 'opr_rej3'")],
  },
  'used too late': { before: asFact(asked({ ...MADE, expires_at: 'now()' })), attack: [USES] },
  'used by who is shut out': { before: asFact(asked(MADE), OUT), attack: [USES] },
  'used by who has come to work here': { before: asFact(asked(MADE), WORKS_HERE), attack: [USES] },
  'used twice': {
    before: asFact(asked({ ...USED, used_at: "now() - interval '1 day'" })),
    attack: [USES],
  },
  'used, dated ahead, so that passwords come later': {
    before: asFact(asked(MADE)),
    attack: [
      change("used_at = 'infinity'"),
      `do $do$ begin if not exists (select from owner_renewals where used_at = 'infinity') then
        raise exception 'the guard did its work'; end if; end $do$`,
    ],
  },
  'open again': {
    before: asFact(asked({ ...MADE, ended_by: "'opr_rej3'", ended_at: 'now()' })),
    attack: [change('ended_by = null, ended_at = null')],
  },
  'ended by nobody who may': {
    before: asFact(asked()),
    attack: [change("ended_by = 'opr_rej1', ended_at = now()")],
  },
};

const granted = (column: string): Guard => ({
  name: `right to change ${column} of a way to another password`,
  as: 'application',
  without: `${asFact(asked())}; drop trigger guard on owner_renewals`,
  remove: `grant update (${column}) on owner_renewals to sluice_app`,
  attack: [change(`${column} = ${column === 'expires_at' ? 'now()' : "'else'"}`)],
});

/** Another password for an owner who is in. */
export const OWNER_RENEWAL_GUARDS: readonly Guard[] = [
  ...Object.entries(BY_HAND).map(([name, { before, attack }], position): Guard => ({
    name: position === 0 ? 'trigger owner_renewals.guard' : `another password ${name}`,
    as: 'application',
    ...(before === undefined ? {} : { without: before }),
    remove: 'drop trigger guard on owner_renewals',
    attack,
  })),
  ...['code_hash', 'asked_by', 'email', 'reason', 'expires_at'].map(granted),
  {
    name: 'another password of an owner by the link of somebody else',
    as: 'application',
    without: asFact(asked(USED)),
    remove: 'drop trigger guard on owner_passwords',
    attack: ["update owner_passwords set password_hash = 'y' where owner_id = 'own_acct_1B'"],
  },
  ...Object.entries({
    'long after the link was used': "now() - interval '1 second'",
    'by a step that is older than the use of the link': "now() + interval '1 second'",
  }).map(([name, used_at]): Guard => ({
    name: `another password ${name}`,
    as: 'application',
    without: asFact(asked({ ...USED, used_at })),
    remove: 'drop trigger guard on owner_passwords',
    attack: ["update owner_passwords set password_hash = 'y' where owner_id = 'own_acct_1A'"],
  })),
  ...[
    "token_hash = 'z', linked_by = linked_by || 'opr_rej2'::text",
    "expires_at = expires_at - interval '1 hour'",
    'link_used_at = now()',
  ].map((set, position): Guard => ({
    name:
      position === 0
        ? 'trigger seller_invitations.guard_accepted'
        : `an accepted invitation changed: ${set.slice(0, 10)}`,
    as: 'application',
    without:
      asFact(`update seller_invitations set state = 'locked', token_hash = 'y', expires_at = now() + interval '1 day', linked_by = '{opr_rej3}',
        accepted_at = now(), owner_id = 'own_acct_1A' where seller_invitation_id = 'siv_acct_1A'`),
    remove: 'drop trigger guard_accepted on seller_invitations',
    attack: [`update seller_invitations set ${set} where seller_invitation_id = 'siv_acct_1A'`],
  })),
  {
    name: 'trigger owner_renewals.void_approvals',
    as: 'application',
    without: `${asFact(asked(MADE))}; create table seen (account text); grant select, insert on seen to sluice_app;
      create or replace function void_approvals_of_givers() returns trigger language plpgsql as
        $f$ begin insert into seen values (new.connected_account_id); return null; end $f$`,
    remove: 'drop trigger void_approvals on owner_renewals',
    attack: [
      USES,
      `do $do$ begin if exists (select from seen) then raise exception 'the trigger did its work'; end if; end $do$`,
    ],
  },
  {
    name: 'row security of owner_renewals',
    as: 'holder of acct_1A',
    remove: 'alter table owner_renewals disable row level security',
    attack: ["select 1 from owner_renewals where connected_account_id <> 'acct_1A'"],
  },
  ...['asked_by', 'made_by', 'reason', 'code_hash', 'token_hash', 'ended_by'].map((column): Guard => ({
    name: `no grant of owner_renewals.${column} to holders`,
    as: 'holder of acct_1A',
    remove: `grant select (${column}) on owner_renewals to sluice_account_holder`,
    attack: [`select ${column} from owner_renewals`],
  })),
  ...keptForever('owner_renewals'),
  ...refusedByShape({
    'constraint owner_renewals.owner_renewals_made': asked({ made_at: 'now()' }),
    'constraint owner_renewals.owner_renewals_over': asked({ ended_at: 'now()' }),
    'index owner_renewals.owner_renewals_by_token': "update owner_renewals set token_hash = 'y'",
    'index owner_renewals.owner_renewals_open_once': `${asked()}; ${asked({ owner_renewal_id: "'orn_y'" })}`,
  }),
  {
    name: 'constraint owner_renewals.owner_renewals_owner_id_connected_account_owners_owner_id_fk',
    as: 'owner',
    remove:
      'alter table owner_renewals drop constraint owner_renewals_owner_id_connected_account_owners_owner_id_fk',
    attack: [asked({ owner_id: "'nobody'" })],
  },
];
