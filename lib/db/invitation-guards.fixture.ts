import { dropTruncateTriggers, type Guard } from './guard-shapes.fixture.ts';

/** Refused by that alone, the trigger that would refuse it first out of the way. */
const refusedBy = (name: string, remove: string, attack: string): Guard => ({
  name,
  as: 'owner',
  without: 'drop trigger guard on seller_invitations',
  remove,
  attack: [attack],
});

const check = (name: string, attack: string, table = 'seller_invitations'): Guard =>
  refusedBy(`constraint ${table}.${name}`, `alter table ${table} drop constraint ${name}`, attack);

const index = (name: string, attack: string, table = 'seller_invitations'): Guard =>
  refusedBy(`index ${table}.${name}`, `drop index ${name}`, attack);

export const INVITATION_GUARDS: Guard[] = [
  check('seller_invitations_state', `update seller_invitations set state = 'x', connected_account_id = null`),
  check('seller_invitations_account', 'update seller_invitations set connected_account_id = null'),
  check('seller_invitations_link', 'update seller_invitations set expires_at = now()'),
  check(
    'seller_invitations_taken_back',
    `update seller_invitations set state = 'unknown', connected_account_id = null, token_hash = null, expires_at = null, revoked_at = now()`,
  ),
  check('seller_invitations_kind', `update seller_invitations set reason = 'x'`),
  check('seller_invitations_confirmed', 'update seller_invitations set confirmed_at = now()'),
  check('seller_invitations_accepted', 'update seller_invitations set accepted_at = now()'),
  check(
    // As long as a name can be in Postgres.
    'seller_invitations_owner_id_connected_account_owners_owner_id_f',
    `update seller_invitations set owner_id = 'nobody', accepted_at = now(), state = 'locked', token_hash = seller_invitation_id, expires_at = now()`,
  ),
  check(
    'owner_passwords_owner_id_connected_account_owners_owner_id_fk',
    `update owner_passwords set owner_id = 'nobody' where owner_id = 'own_acct_1A'`,
    'owner_passwords',
  ),
  index('owner_passwords_by_address', `update owner_passwords set email = 'x@x.example'`, 'owner_passwords'),
  index(
    'seller_invitations_by_token',
    `update seller_invitations set token_hash = 'x', expires_at = now(), state = 'locked'`,
  ),
  index('seller_invitations_by_key', `update seller_invitations set idempotency_key = 'x'`),
  index('seller_invitations_one_account', `update seller_invitations set connected_account_id = 'acct_1A'`),
  index('seller_invitations_open_once', `update seller_invitations set email = 'x@x.example'`),
  {
    name: 'trigger seller_invitations.guard',
    as: 'application',
    remove: 'drop trigger guard on seller_invitations',
    attack: [
      `update seller_invitations set connected_account_id = 'acct_x' where seller_invitation_id = 'siv_acct_1A'`,
    ],
  },
  {
    name: 'a link before the account is read back as paying only when asked',
    as: 'application',
    without:
      'drop trigger guard_link on seller_invitations; drop trigger guard_existing on seller_invitations',
    remove: 'drop trigger guard on seller_invitations',
    attack: [
      `update seller_invitations set state = 'locked', token_hash = 'x', expires_at = now() where seller_invitation_id = 'siv_acct_1A'`,
    ],
  },
  {
    name: 'right to change what an invitation intends',
    as: 'application',
    remove: 'grant update on seller_invitations to sluice_app',
    attack: [`update seller_invitations set terms = '{"x": 1}'`],
  },
  {
    name: 'trigger owner_passwords.guard',
    as: 'application',
    remove: 'drop trigger guard on owner_passwords',
    attack: [`update owner_passwords set password_hash = 'y'`],
  },
  {
    name: 'right to give an owner’s password to another',
    as: 'application',
    without: 'drop trigger guard on owner_passwords',
    remove: 'grant update on owner_passwords to sluice_app',
    attack: [`update owner_passwords set email = 'y@x.example' where owner_id = 'own_acct_1A'`],
  },
  {
    name: 'a link that was used, used again',
    as: 'application',
    without: `update seller_invitations set link_used_at = now() where seller_invitation_id = 'siv_acct_1A'`,
    remove: 'drop trigger guard on seller_invitations',
    attack: [`update seller_invitations set link_used_at = null where seller_invitation_id = 'siv_acct_1A'`],
  },
  {
    name: 'trigger seller_invitations.append_only (delete)',
    as: 'owner',
    remove: 'drop trigger append_only on seller_invitations',
    attack: ['delete from seller_invitations'],
  },
  {
    name: 'trigger seller_invitations.append_only_truncate',
    as: 'owner',
    remove: dropTruncateTriggers('seller_invitations'),
    attack: ['truncate seller_invitations'],
  },
];
