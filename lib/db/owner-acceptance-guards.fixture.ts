import type { Guard } from './guard-shapes.fixture.ts';

type Columns = Readonly<Record<string, string>>;

const insert = (table: string, row: Columns): string =>
  `insert into ${table} (${Object.keys(row).join()}) values (${Object.values(row).join()})`;

/** Written down with all triggers off. */
const asFact = (statements: string): string =>
  `set local session_replication_role = replica; ${statements}; set local session_replication_role = origin`;

/** An account that was just made at Stripe. @param over columns with other values */
const account = (over: Columns = {}): string =>
  insert('connected_accounts', {
    connected_account_id: "'acct_new'",
    created_at_stripe: 'now()',
    payout_interval: "'manual'",
    read_at: 'now()',
    livemode: 'false',
    api_generation: "'v1'",
    display_name: "'x'",
    lock_strength: "'unknown'",
    lock_reasons: "'[]'",
    minimum_balances: "'{}'",
    automatic_transfer_rules: "'[]'",
    charges_enabled: 'false',
    payouts_enabled: 'false',
    details_submitted: 'false',
    requirements: "'{}'",
    future_requirements: "'{}'",
    capabilities: "'{}'",
    ...over,
  });
const MONEY = `insert into balance_transactions
  select (jsonb_populate_record(line, '{"connected_account_id": "acct_new", "balance_transaction_id": "txn_new"}')).*
  from balance_transactions as line where connected_account_id = 'acct_1A'`;

/** One by one hand, for whom an account is made; its owner is about to accept with its link. */
const invitation = (over: Columns = {}): string => {
  return insert('seller_invitations', {
    seller_invitation_id: "'siv_new'",
    email: "'new@x.example'",
    name: "'x'",
    business_name: "'x'",
    country: "'US'",
    business_type: "'company'",
    policy_version: "'x'",
    terms: "'{}'",
    idempotency_key: "'x_new'",
    invited_by: "'opr_rej3'",
    state: "'locked'",
    connected_account_id: "'acct_new'",
    token_hash: "'x_new'",
    expires_at: "now() + interval '1 day'",
    linked_by: "'{opr_rej3}'",
    ...over,
  });
};
const WITHOUT_LINK = { state: "'created'", token_hash: 'null', expires_at: 'null', linked_by: "'{}'" };
const NOT_MADE = { ...WITHOUT_LINK, state: "'unknown'", connected_account_id: 'null' };
const OLD = { created_at_stripe: "now() - interval '2 days'" };
const GONE = { deauthorized_at: 'now()' };
const OWNER = `insert into connected_account_owners (owner_id, connected_account_id, email, name)
  values ('own_new', 'acct_new', 'New@x.example', 'x')`;
const READY = `${account()}; ${invitation()}; ${OWNER}`;

const change = (set: string): string =>
  `update seller_invitations set ${set} where seller_invitation_id = 'siv_new'`;
const ACCEPTS = change("accepted_at = now(), owner_id = 'own_new'");
const LINK = "state = 'locked', token_hash = 'y_new', expires_at = now() + interval '1 day'";

/** What one hand could write to be the owner of an account with somebody else's money; with what was there before. */
const BY_HAND: Readonly<Record<string, { before: string; attack: readonly string[] }>> = {
  'is set to an account that has money': {
    before: `${account()}; ${MONEY};
      ${invitation(NOT_MADE)}`,
    attack: [change("state = 'created', connected_account_id = 'acct_new'")],
  },
  'is set to an account that somebody signs in for': {
    before: `${account()}; ${OWNER};
      ${invitation(NOT_MADE)}`,
    attack: [change("state = 'created', connected_account_id = 'acct_new'")],
  },
  'is set to an account that was at Stripe before': {
    before: `${account(OLD)};
      ${invitation(NOT_MADE)}`,
    attack: [change("state = 'created', connected_account_id = 'acct_new'")],
  },
  'gets a link to an account that has money since': {
    before: `${account()}; ${invitation(WITHOUT_LINK)}; ${MONEY}`,
    attack: [change(`${LINK}, linked_by = '{opr_rej3}'`)],
  },
  'gets a link to an account that has disconnected': {
    before: `${account(GONE)}; ${invitation(WITHOUT_LINK)}`,
    attack: [change(`${LINK}, linked_by = '{opr_rej3}'`)],
  },
  'gets a link that opens for longer': {
    before: `${account()}; ${invitation(WITHOUT_LINK)}`,
    attack: [
      change(
        `state = 'locked', token_hash = 'y_new', expires_at = now() + interval '169 hours', linked_by = '{opr_rej3}'`,
      ),
    ],
  },
  'keeps a link open for longer': {
    before: READY,
    attack: [change("expires_at = now() + interval '2 days'")],
  },
  'is accepted with money that came since': { before: `${READY}; ${MONEY}`, attack: [ACCEPTS] },
  'is accepted beside another owner': {
    before: `${READY}; insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values ('own_other', 'acct_new', 'other@x.example', 'x')`,
    attack: [ACCEPTS],
  },
  'is accepted for an account that was at Stripe before': {
    before: `${account(OLD)}; ${invitation()}; ${OWNER}`,
    attack: [ACCEPTS],
  },
  'is accepted for an account that has disconnected': {
    before: `${account(GONE)}; ${invitation()}; ${OWNER}`,
    attack: [ACCEPTS],
  },
  'is accepted with a link that nobody had in hand': {
    before: READY,
    attack: [
      change(
        `accepted_at = now(), owner_id = 'own_new', token_hash = 'y_new', linked_by = '{opr_rej3,opr_rej3}'`,
      ),
    ],
  },
  'is accepted after its link expired': {
    before: `${account()}; ${invitation({ expires_at: 'now()' })}; ${OWNER}`,
    attack: [ACCEPTS],
  },
  'is accepted after its link was used': {
    before: `${account()}; ${invitation({ link_used_at: 'now()' })}; ${OWNER}`,
    attack: [ACCEPTS],
  },
  'is accepted as it is taken back': {
    before: READY,
    attack: [change("accepted_at = now(), owner_id = 'own_new', revoked_at = now()")],
  },
  'is accepted by an owner of another account': {
    before: `${READY}; update connected_account_owners set connected_account_id = 'acct_1A' where owner_id = 'own_new'`,
    attack: [ACCEPTS],
  },
  'is dated ahead, so that first passwords come later': {
    before: READY,
    attack: [
      change("accepted_at = 'infinity', owner_id = 'own_new'"),
      `do $do$ begin if not exists (select from seller_invitations where accepted_at = 'infinity') then
        raise exception 'the guard did its work'; end if; end $do$`,
    ],
  },
  'is accepted by an owner with another address': {
    before: `${READY}; update connected_account_owners set email = 'other@x.example' where owner_id = 'own_new'`,
    attack: [ACCEPTS],
  },
  'is accepted by an owner who is shut out': {
    before: `${READY}; update connected_account_owners set disabled_at = now() where owner_id = 'own_new'`,
    attack: [ACCEPTS],
  },
};

/** Whoever accepts an invitation that makes an account is let in by one person: to nothing that was somebody's. */
export const OWNER_ACCEPTANCE_GUARDS: readonly Guard[] = [
  ...Object.entries(BY_HAND).map(([name, { before, attack }]): Guard => ({
    name: `an invitation that ${name}`,
    as: 'application',
    without: asFact(before),
    remove: 'drop trigger guard_existing on seller_invitations',
    attack,
  })),
  {
    name: 'an owner of an account that is made without a link',
    as: 'application',
    without: `${asFact(READY.replace(invitation(), invitation(WITHOUT_LINK)))}; drop trigger guard_existing on seller_invitations`,
    remove: 'alter table seller_invitations drop constraint seller_invitations_accepted',
    attack: [ACCEPTS],
  },
  {
    name: 'trigger owner_passwords.guard_first',
    as: 'application',
    without: asFact(READY),
    remove: 'drop trigger guard_first on owner_passwords',
    attack: [
      `insert into owner_passwords (owner_id, email, password_hash) values ('own_new', 'new@x.example', 'y')`,
    ],
  },
  {
    name: 'a first password long after the acceptance',
    as: 'application',
    without: asFact(`${READY}; ${change("accepted_at = now() - interval '1 second', owner_id = 'own_new'")}`),
    remove: 'drop trigger guard_first on owner_passwords',
    attack: [
      `insert into owner_passwords (owner_id, email, password_hash) values ('own_new', 'new@x.example', 'y')`,
    ],
  },
  {
    name: 'a first password for another address than that which accepts',
    as: 'application',
    without: asFact(READY),
    remove: 'drop trigger guard_first on owner_passwords',
    attack: [
      ACCEPTS,
      `insert into owner_passwords (owner_id, email, password_hash) values ('own_new', 'else@x.example', 'y')`,
    ],
  },
];
