import type { Guard } from './guard-shapes.fixture.ts';

/** Stripe was asked twice for its account, and nobody knows what became of it. */
const CALLED = `insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type, policy_version, terms,
    idempotency_key, invited_by, state, calls, first_called_at, last_called_at, absent_at)
  values ('siv_called', 'called@x.example', 'x', 'x', 'US', 'company', 'x', '{}', 'x_called', 'opr_rej3', 'unknown', 2,
    now() - interval '3 minutes', now() - interval '2 minutes', now() - interval '1 minute')`;
const change = (set: string): string =>
  `update seller_invitations set ${set} where seller_invitation_id = 'siv_called'`;
const SPENT = change("key_spent_at = now() - interval '1 minute'");
const NEXT = "calls = 3, last_called_at = now(), state = 'unknown'";

/** What the program's own role could write by hand, so that a second account is made; with what was there before it. */
const BY_HAND: Readonly<Record<string, { before?: string; attack: string }>> = {
  'forgets that Stripe was asked': {
    attack: change("calls = 0, first_called_at = null, last_called_at = null, state = 'asked'"),
  },
  'makes its key young again': { attack: change('first_called_at = now()') },
  'makes its key young with a call': { attack: change(`${NEXT}, first_called_at = now()`) },
  'says that it was asked long ago': { attack: change("last_called_at = now() - interval '1 day'") },
  'is called without its time': { attack: change("calls = 3, state = 'unknown'") },
  'is called twice at once': { attack: change("calls = 4, last_called_at = now(), state = 'unknown'") },
  'is called with a key that is spent': { before: SPENT, attack: change(NEXT) },
  'forgets that its key is spent': { before: SPENT, attack: change('key_spent_at = null') },
  'has a key that is spent in time to come': { attack: change("key_spent_at = now() + interval '1 hour'") },
  'was looked for in time to come': { attack: change("absent_at = now() + interval '2 minutes'") },
  'was looked for before': { attack: change("absent_at = now() - interval '100 seconds'") },
  'was not looked for': { attack: change('absent_at = null') },
  'is refused as it is taken back': { attack: change("state = 'refused', revoked_at = now()") },
  'was never asked for': { attack: change("state = 'asked'") },
};

/** What follows from a call to Stripe for the account of an invitation stays. */
export const SELLER_CALL_GUARDS: readonly Guard[] = Object.entries(BY_HAND).map(
  ([name, { before, attack }], place): Guard => ({
    name: place === 0 ? 'trigger seller_invitations.guard_call' : `an invitation ${name}`,
    as: 'application',
    without: before === undefined ? CALLED : `${CALLED}; ${before}`,
    remove: 'drop trigger guard_call on seller_invitations',
    attack: [attack],
  }),
);
