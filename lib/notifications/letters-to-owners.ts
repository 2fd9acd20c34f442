import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';

/** Read as its first sentence by whoever gets a letter that is not for them. */
const FOOTER =
  'Sent because you are the owner of this account. Answer on the page after signing in: an answer to this mail is read by nobody.';

/** Older ones were told when they were asked, or the owner has seen them. */
const HOURS = 24;
/** An owner who has not answered is told once more, this long before the request is overdue. */
const REMIND_DAYS = 2;

export type OwnerLetter = {
  readonly kind: 'owner.information_asked' | 'owner.information_due';
  /** The request: each owner is told of it once in each kind. */
  readonly subject: string;
  readonly email: string;
  /** `due`: day in UTC. */
  readonly payload: { readonly title: string; readonly lines: readonly string[]; readonly footer: string };
};

type Row = {
  kind: OwnerLetter['kind'];
  id: string;
  email: string;
  name: string;
  subject: string;
  due: string;
};

/**
 * What owners were asked since yesterday, and what they have to answer within two days, not told to them yet. What it is for and
 * which files are wanted stands in the portal alone: a mailbox is no place for it.
 * @param isSetUp whether there is a mail server: the people of the demo have no mailbox
 * @param address makes a whole address of a path
 */
export async function readLettersToOwners(
  tx: Transaction,
  isSetUp: boolean,
  address: (path: string) => string,
): Promise<OwnerLetter[]> {
  const rows = await tx.execute<Row>(sql`
    with open as (
      select information_request_id, connected_account_id, subject, due_at, case
          when asked_at > clock_timestamp() - make_interval(hours => ${HOURS}::int) then 'owner.information_asked'
          when due_at <= clock_timestamp() + make_interval(days => ${REMIND_DAYS}::int) then 'owner.information_due'
        end as kind
      from information_requests where state = 'sent' and due_at > clock_timestamp())
    select open.kind, open.information_request_id as id, owner.email, coalesce(nullif(account.display_name, ''), connected_account_id) as name, open.subject,
      to_char(open.due_at at time zone 'UTC', 'FMDD Mon YYYY') as due
    from open join connected_accounts as account using (connected_account_id)
      join connected_account_owners as owner using (connected_account_id)
    where open.kind is not null and owner.disabled_at is null and account.deauthorized_at is null
      and not (owner.is_demo_persona and ${isSetUp})
      and not exists (select from notifications as told where told.kind = open.kind and told.channel = 'email'
        and told.subject = open.information_request_id and told.target = owner.email)
    order by open.due_at, open.information_request_id, owner.email`);
  return rows.map(({ kind, id, email, name, subject, due }) => ({
    kind,
    subject: id,
    email,
    payload: {
      title:
        kind === 'owner.information_asked'
          ? `something is needed from ${name} by ${due}`
          : `still needed from ${name} by ${due}`,
      lines: [subject, address(`/portal/requests/${id}`)],
      footer: FOOTER,
    },
  }));
}
