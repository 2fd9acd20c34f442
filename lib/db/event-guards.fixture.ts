import type { Guard } from './guard-shapes.fixture.ts';

const AT = '2026-10-05T09:00:00Z';

/** Bytes of somebody's own for an event that is still to come. */
const EARLY_BODY = `insert into public.stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body)
  values ('evt_x', '${AT}', 'acct_1A', '{}')`;

/** What holds the signed bytes of events together with them. */
export const EVENT_GUARDS: readonly Guard[] = [
  {
    name: 'trigger stripe_event_bodies.stripe_event_bodies_have_events',
    as: 'application',
    remove: 'drop trigger stripe_event_bodies_have_events on stripe_event_bodies',
    attack: [EARLY_BODY],
  },
  {
    name: 'search path of check_bodies_have_events',
    as: 'application',
    remove: 'alter function check_bodies_have_events() reset search_path',
    attack: [
      `create temporary table stripe_events as select 'evt_x'::text as stripe_event_id, '${AT}'::timestamptz as occurred_at,
         'acct_1A'::text as connected_account_id`,
      EARLY_BODY,
    ],
  },
];
