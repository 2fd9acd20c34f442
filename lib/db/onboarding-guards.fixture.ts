import type postgres from 'postgres';
import { dropTruncateTriggers, hiddenFromHolders, type Guard } from './guard-shapes.fixture.ts';
import { INVITATION_GUARDS } from './invitation-guards.fixture.ts';
import { OWNER_ACCEPTANCE_GUARDS } from './owner-acceptance-guards.fixture.ts';
import { OWNER_INVITATION_GUARDS } from './owner-invitation-guards.fixture.ts';
import { OWNER_RENEWAL_GUARDS } from './owner-renewal-guards.fixture.ts';
import { SELLER_CALL_GUARDS } from './seller-call-guards.fixture.ts';

const TABLES = [
  'connected_account_owners',
  'owner_sessions',
  'account_sessions',
  'owner_passwords',
  'seller_invitations',
] as const;

/** Rows of two accounts in each table; put there with all triggers off. */
export async function seedOnboardingTables(tx: postgres.TransactionSql): Promise<void> {
  for (const owner of ['acct_1A', 'acct_1B']) {
    await tx`insert into connected_account_owners (owner_id, connected_account_id, email, name)
      values (${`own_${owner}`}, ${owner}, ${`${owner}@x.example`}, 'x')`;
    await tx`insert into owner_sessions (session_id, owner_id, provider) values (${`ows_${owner}`}, ${`own_${owner}`}, 'x')`;
    await tx`
      insert into account_sessions (account_session_id, connected_account_id, owner_id, components, because, lets_pay_itself, lets_refund,
        lets_change_destination, state, ended_at)
      values (${`acs_${owner}`}, ${owner}, ${`own_${owner}`}, '{}', '[]', false, false, false, 'refused', now())`;
    await tx`insert into account_links (account_link_id, connected_account_id, owner_id, expires_at) values (${`acl_${owner}`}, ${owner}, ${`own_${owner}`}, now())`;
    await tx`insert into owner_passwords (owner_id, email, password_hash) values (${`own_${owner}`}, ${`${owner}@x.example`}, 'x')`;
    await tx`
      insert into owner_renewals (owner_renewal_id, owner_id, connected_account_id, email, reason, code_hash, asked_by, made_by, made_at, token_hash,
        ended_by, ended_at)
      values (${`orn_${owner}`}, ${`own_${owner}`}, ${owner}, ${`${owner}@x.example`}, 'x', 'x', 'opr_x', 'opr_y', now(), ${`t_${owner}`}, 'opr_x', now())`;
    await tx`
      insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms,
        invited_by, idempotency_key, state, connected_account_id)
      values (${`siv_${owner}`}, ${`${owner}@x.example`}, 'x', 'x', 'US', 'company', 'x', '{}', 'opr_x', ${`key_${owner}`}, 'created', ${owner})`;
  }
}

const walls = TABLES.map(hiddenFromHolders);

/** Refused by the one check alone, the guard that would refuse any change out of the way. */
const refusedByCheck = (name: string, attack: string, table = 'account_sessions'): Guard => ({
  name: `constraint ${table}.${name}`,
  as: 'owner',
  ...(table === 'account_sessions' ? { without: 'drop trigger guard on account_sessions' } : {}),
  remove: `alter table ${table} drop constraint ${name}`,
  attack: [attack],
});

const PAYS = `'{"payouts": {"enabled": true, "features": {"standard_payouts": true}}}'`;
const REFUNDS = `'{"payments": {"enabled": true, "features": {"refund_management": true}}}'`;
const COLLECTS = `'{"account_management": {"enabled": true, "features": {"external_account_collection": true}}}'`;

export const ONBOARDING_GUARDS: Guard[] = [
  ...walls,
  ...INVITATION_GUARDS,
  ...OWNER_INVITATION_GUARDS,
  ...OWNER_ACCEPTANCE_GUARDS,
  ...OWNER_RENEWAL_GUARDS,
  ...SELLER_CALL_GUARDS,
  {
    name: 'trigger account_sessions.append_only (delete)',
    as: 'owner',
    remove: 'drop trigger append_only on account_sessions',
    attack: ['delete from account_sessions'],
  },
  {
    name: 'trigger account_sessions.append_only_truncate',
    as: 'owner',
    remove: dropTruncateTriggers('account_sessions'),
    attack: ['truncate account_sessions'],
  },
  {
    name: 'trigger account_sessions.guard',
    as: 'application',
    remove: 'drop trigger guard on account_sessions',
    attack: [`update account_sessions set because = '["nothing"]'`],
  },
  {
    name: 'right to move an owner to another account',
    as: 'application',
    remove: 'grant update on connected_account_owners to sluice_app',
    attack: [`update connected_account_owners set connected_account_id = 'acct_x'`],
  },
  {
    name: 'trigger connected_account_owners.guard',
    as: 'application',
    remove: 'drop trigger guard on connected_account_owners',
    attack: ['update connected_account_owners set disabled_at = now()'],
  },
  {
    name: 'an owner let in by whoever shut them out',
    as: 'application',
    without: `insert into operators (operator_id, email, name, role) values ('opr_shuts', 'shuts@x.example', 'x', 'administrator');
      update connected_account_owners set disabled_at = now(), disabled_by = 'opr_shuts'`,
    remove: 'drop trigger guard on connected_account_owners',
    attack: [
      `update connected_account_owners set disabled_at = null, disabled_by = null, let_in_by = 'opr_shuts'`,
    ],
  },
  {
    name: 'an owner let in by whoever has their address',
    as: 'application',
    without: `insert into operators (operator_id, email, name, role) values ('opr_shuts', 'shuts@x.example', 'x', 'administrator'),
        ('opr_same', 'Acct_1A@x.example', 'x', 'administrator');
      update connected_account_owners set disabled_at = now(), disabled_by = 'opr_shuts'`,
    remove: 'drop trigger guard on connected_account_owners',
    attack: [
      `update connected_account_owners set disabled_at = null, disabled_by = null, let_in_by = 'opr_same' where owner_id = 'own_acct_1A'`,
    ],
  },
  refusedByCheck('account_sessions_pays_said', `update account_sessions set components = ${PAYS}`),
  refusedByCheck('account_sessions_refunds_said', `update account_sessions set components = ${REFUNDS}`),
  refusedByCheck('account_sessions_destination_said', `update account_sessions set components = ${COLLECTS}`),
  refusedByCheck('account_sessions_state', `update account_sessions set state = 'x'`),
  refusedByCheck('account_sessions_ended', `update account_sessions set ended_at = null`),
  refusedByCheck(
    'account_sessions_owner_id_connected_account_owners_owner_id_fk',
    `update account_sessions set owner_id = 'nobody'`,
  ),
  refusedByCheck(
    'owner_sessions_owner_id_connected_account_owners_owner_id_fk',
    `update owner_sessions set owner_id = 'nobody'`,
    'owner_sessions',
  ),
  {
    name: 'index connected_account_owners.connected_account_owners_once',
    as: 'owner',
    remove: 'drop index connected_account_owners_once',
    attack: [`update connected_account_owners set connected_account_id = 'acct_1A', email = 'x@x.example'`],
  },
];
