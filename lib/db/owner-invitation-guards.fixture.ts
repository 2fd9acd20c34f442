import { hiddenFromHolders, keptForever, type Guard } from './guard-shapes.fixture.ts';

/** An owner for an account that is there, as somebody asks for one. @param over columns with other values */
const asked = (over: Readonly<Record<string, string>> = {}): string => {
  const row: Record<string, string> = {
    seller_invitation_id: "'siv_x'",
    makes_account: 'false',
    connected_account_id: "'acct_1A'",
    state: "'created'",
    email: "'olive@seller.example'",
    name: "'x'",
    business_name: "'x'",
    reason: "'x'",
    code_hash: "'x'",
    invited_by: "'opr_rej3'",
    ...over,
  };
  return `insert into seller_invitations (${Object.keys(row).join()}) values (${Object.values(row).join()})`;
};

const CONFIRMED = { confirmed_by: "'opr_rej2'", confirmed_at: 'now()' };
const LINK = "token_hash = 'y', expires_at = now()";
const confirm = (by: string) =>
  `update seller_invitations set confirmed_by = '${by}', confirmed_at = now() where seller_invitation_id = 'siv_x'`;

/** As if somebody had proven to be there for exactly what `asked` asks for. */
const proven = (by: string): string => `set local session_replication_role = replica;
  insert into step_up_proofs (step_up_proof_id, operator_id, purpose, kind, factor_id, root, proven_at, expires_at)
    values ('sup_x', '${by}', 'owners.invite', 'totp', 'x', 'x', now(), now() + interval '5 minutes');
  insert into step_up_uses (step_up_proof_id, leaf, path, used_at)
    values ('sup_x', encode(sha256(convert_to(E'owner\nsiv_x\nacct_1A\nolive@seller.example\nopr_rej3\nx', 'UTF8')), 'hex'), '[]', now());
  set local session_replication_role = origin;`;

/** What the program's own role could write by hand, were there no trigger; with what was there before it. */
const BY_HAND: Readonly<Record<string, { before?: string; attack: string }>> = {
  'to an account that nobody has seen': { attack: asked({ connected_account_id: "'acct_nowhere'" }) },
  'to one that has disconnected': {
    before: "update connected_accounts set deauthorized_at = now() where connected_account_id = 'acct_1A'",
    attack: asked(),
  },
  'with a colleague’s address': { attack: asked({ email: "'REJ1@x.example'" }) },
  'confirmed from the first': { attack: asked(CONFIRMED) },
  'confirmed without a proof': { before: asked(), attack: confirm('opr_rej2') },
  'confirmed by who may not': { before: `${asked()}; ${proven('opr_rej1')}`, attack: confirm('opr_rej1') },
  'confirmed by the same hand': {
    before: `${asked()}; ${proven('opr_rej2')}
      insert into operator_invitations (token_hash, operator_id, created_by, expires_at) values ('rej', 'opr_rej3', 'opr_rej2', now())`,
    attack: confirm('opr_rej2'),
  },
  'confirmed when they have come to work here': {
    before: `${asked()}; ${proven('opr_rej2')}
      insert into operators (operator_id, email, name, role) values ('opr_olive', 'olive@seller.example', 'x', 'viewer')`,
    attack: confirm('opr_rej2'),
  },
  'confirmed after it was taken back': {
    before: `${asked({ revoked_at: 'now()' })}; ${proven('opr_rej2')}`,
    attack: confirm('opr_rej2'),
  },
  'confirmed after more than a week': {
    before: `set local session_replication_role = replica; ${asked({ invited_at: "now() - interval '168 hours'" })}; ${proven('opr_rej2')}`,
    attack: confirm('opr_rej2'),
  },
  'confirmed for an account that has disconnected': {
    before: `${asked()}; ${proven('opr_rej2')}
      update connected_accounts set deauthorized_at = now() where connected_account_id = 'acct_1A'`,
    attack: confirm('opr_rej2'),
  },
  'with a link for who has come to work here': {
    before: `${asked(CONFIRMED)};
      insert into operators (operator_id, email, name, role) values ('opr_olive', 'olive@seller.example', 'x', 'viewer')`,
    attack: `update seller_invitations set ${LINK}, linked_by = '{opr_rej2}' where seller_invitation_id = 'siv_x'`,
  },
  'accepted by who has come to work here': {
    before: `${asked({ ...CONFIRMED, token_hash: "'y'", expires_at: "now() + interval '1 day'" })};
      set local session_replication_role = replica;
      insert into connected_account_owners (owner_id, connected_account_id, email, name) values ('own_x', 'acct_1A', 'olive@seller.example', 'x');
      set local session_replication_role = origin;
      insert into operators (operator_id, email, name, role) values ('opr_olive', 'olive@seller.example', 'x', 'viewer')`,
    attack: `update seller_invitations set accepted_at = now(), owner_id = 'own_x' where seller_invitation_id = 'siv_x'`,
  },
  'with a link by whoever has the code': {
    before: asked(CONFIRMED),
    attack: `update seller_invitations set ${LINK}, linked_by = '{opr_rej3}' where seller_invitation_id = 'siv_x'`,
  },
  'with a link more than a week after two people agreed': {
    before: `set local session_replication_role = replica; ${asked({ ...CONFIRMED, confirmed_at: "now() - interval '168 hours'" })};
      set local session_replication_role = origin`,
    attack: `update seller_invitations set ${LINK}, linked_by = '{opr_rej2}' where seller_invitation_id = 'siv_x'`,
  },
  'with another link more than a week after two people agreed': {
    before: `set local session_replication_role = replica;
      ${asked({ ...CONFIRMED, confirmed_at: "now() - interval '168 hours'", token_hash: "'x'", expires_at: 'now()', linked_by: "'{opr_rej2}'" })};
      set local session_replication_role = origin`,
    attack: `update seller_invitations set ${LINK}, linked_by = '{opr_rej2,opr_rej2}' where seller_invitation_id = 'siv_x'`,
  },
  'that says it makes an account, which is there': {
    attack: `insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms,
        invited_by, idempotency_key, state, connected_account_id)
      values ('siv_x', 'o@x.example', 'x', 'x', 'US', 'company', 'x', '{}', 'opr_rej3', 'x', 'created', 'acct_there')`,
  },
  'whose link leads to money that was there before it': {
    before: `set local session_replication_role = replica;
      update balance_transactions set first_seen_at = now() - interval '1 day' where connected_account_id = 'acct_1A';
      update connected_accounts set payout_interval = 'manual' where connected_account_id = 'acct_1A';
      set local session_replication_role = origin`,
    attack: `update seller_invitations set state = 'locked', ${LINK}, linked_by = '{opr_rej3}' where seller_invitation_id = 'siv_acct_1A'`,
  },
};

const behaviours = Object.entries(BY_HAND).map(([name, { before, attack }]): Guard => ({
  name: `an owner’s invitation ${name}`,
  as: 'application',
  ...(before === undefined ? {} : { without: before }),
  remove: 'drop trigger guard_existing on seller_invitations',
  attack: [attack],
}));

/** Owners for accounts that were there before them, and links to Stripe's own page that owners were handed. */
export const OWNER_INVITATION_GUARDS: readonly Guard[] = [
  { ...behaviours[0], name: 'trigger seller_invitations.guard_existing' } as Guard,
  ...behaviours,
  {
    name: 'a link to an account that is there before two people agree',
    as: 'owner',
    without: `drop trigger guard on seller_invitations; ${asked()}`,
    remove: 'alter table seller_invitations drop constraint seller_invitations_link',
    attack: [`update seller_invitations set ${LINK} where seller_invitation_id = 'siv_x'`],
  },
  {
    name: 'an owner of an account that is there without a link',
    as: 'owner',
    without: `drop trigger guard on seller_invitations; ${asked(CONFIRMED)}`,
    remove: 'alter table seller_invitations drop constraint seller_invitations_accepted',
    attack: [
      "update seller_invitations set accepted_at = now(), owner_id = 'own_acct_1A' where seller_invitation_id = 'siv_x'",
    ],
  },
  hiddenFromHolders('account_links'),
  ...keptForever('account_links', 'expires_at = now()'),
  {
    name: 'trigger account_links.guard',
    as: 'application',
    remove: 'drop trigger guard on account_links',
    attack: [
      `insert into account_links (account_link_id, connected_account_id, owner_id, expires_at) values ('acl_x', 'acct_1A', 'own_acct_1B', now())`,
    ],
  },
  {
    name: 'constraint account_links.account_links_owner_id_connected_account_owners_owner_id_fk',
    as: 'owner',
    without: 'drop trigger append_only on account_links',
    remove:
      'alter table account_links drop constraint account_links_owner_id_connected_account_owners_owner_id_fk',
    attack: ["update account_links set owner_id = 'nobody'"],
  },
];
