import { randomUUID } from 'node:crypto';
import { isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { notificationEndpoints, notifications } from '#drizzle/schema/notifications.ts';
import type { Transaction } from '../db/transaction.ts';
import { env } from '../env.ts';
import { defineVerb } from '../verb.ts';
import { readLettersToOwners } from './letters-to-owners.ts';
import { readNeeds, type Need } from './read-needs.ts';

/** A person is written to once in this time, about all that has come up; a kill switch does not wait. */
const QUIET_MINUTES = 10;
/** A message names these and counts the others. */
const LINES_MAX = 20;

type Staged = typeof notifications.$inferInsert;

/**
 * Writes down whom to tell about what needs somebody: each need once to each webhook, a mail about all new ones to each
 * person who may decide, and a letter to each owner who is asked for something. Without a mail server the mail is kept, to be read in the outbox.
 */
export const stageNotifications = defineVerb({
  permission: 'notifications.send',
  input: z.strictObject({}),
  run: async (tx) => {
    const needs = await readNeeds(tx);
    const rows = [
      ...(needs.length === 0 ? [] : [...(await webhooksFor(tx, needs)), ...(await mailsFor(tx, needs))]),
      ...(await lettersFor(tx)),
    ];
    if (rows.length === 0) return { result: { staged: 0 }, audit: null };
    const staged = await tx
      .insert(notifications)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: notifications.notificationId });
    // The outbox is the record of what was told to whom.
    return { result: { staged: staged.length }, audit: null };
  },
});

const newId = (): string => `ntf_${randomUUID().replaceAll('-', '')}`;
const address = (path: string): string => `${env().NEXTAUTH_URL.replace(/\/$/, '')}${path}`;

/** Only what came after the address was added, and was not told to it yet. */
async function webhooksFor(tx: Transaction, needs: readonly Need[]): Promise<Staged[]> {
  const endpoints = await tx
    .select({
      id: notificationEndpoints.notificationEndpointId,
      addedAt: notificationEndpoints.addedAt,
    })
    .from(notificationEndpoints)
    .where(isNull(notificationEndpoints.removedAt));
  if (endpoints.length === 0) return [];
  const subjects = needs.map(({ subject }) => subject);
  const told = await tx.execute<{ subject: string; target: string }>(sql`
    select subject, target from notifications
    where channel = 'webhook' and kind = any(${sql.param([...new Set(needs.map(({ kind }) => kind))])}::text[])
      and subject = any(${sql.param(subjects)}::text[])`);
  const known = new Set(told.map(({ subject, target }) => `${target} ${subject}`));
  return endpoints.flatMap(({ id, addedAt }) =>
    needs
      .filter(({ at, subject }) => at > addedAt && !known.has(`${id} ${subject}`))
      .map(({ kind, subject, at, title, path, data }) => ({
        notificationId: newId(),
        kind,
        subject,
        channel: 'webhook' as const,
        target: id,
        payload: {
          type: kind,
          timestamp: at.toISOString(),
          text: `${title}: ${address(path)}`,
          data: { ...data, url: address(path) },
        },
      })),
  );
}

type Reader = { operator_id: string; email: string; role: string; told_until: string | null; quiet: boolean };

async function mailsFor(tx: Transaction, needs: readonly Need[]): Promise<Staged[]> {
  const isSetUp = env().SMTP_URL !== undefined;
  const readers = isSetUp ? await readReaders(tx) : [await readKept(tx)];
  return readers.flatMap(({ operator_id: id, email, role, told_until: until, quiet }) => {
    const mine = needs.filter(
      (need) =>
        need.causedBy !== id &&
        (until === null || need.at > new Date(until)) &&
        (!need.isForAdministrators || role === 'administrator'),
    );
    const last = mine.at(-1);
    if (last === undefined || (quiet && !mine.some(isStop))) return [];
    return [
      {
        notificationId: newId(),
        kind: 'digest',
        subject: last.at.toISOString(),
        channel: 'email' as const,
        target: email,
        payload: { title: digestTitle(mine), lines: linesOf(mine), until: last.at.toISOString() },
        ...(isSetUp ? {} : { state: 'kept' as const }),
      },
    ];
  });
}

const TOLD = sql`(select payload ->> 'until' from notifications as told
    where told.kind = 'digest' and told.channel = 'email' and told.target = person.email
    order by told.made_at desc, told.notification_id limit 1) as told_until,
  exists (select from notifications as recent where recent.kind = 'digest' and recent.channel = 'email'
    and recent.target = person.email and recent.made_at > now() - make_interval(mins => ${QUIET_MINUTES}::int)) as quiet`;

/** Whoever may decide; the people of the demo have no mailbox. */
async function readReaders(tx: Transaction): Promise<Reader[]> {
  return [
    ...(await tx.execute<Reader>(sql`
      select person.operator_id, person.email, person.role, ${TOLD} from operators as person
      where person.disabled_at is null and not person.is_demo_persona
        and person.role in ('finance_operator', 'risk_reviewer', 'administrator')`)),
  ];
}

/** Nobody's mailbox: what would have been written to an administrator. */
async function readKept(tx: Transaction): Promise<Reader> {
  const [row] = await tx.execute<Reader>(sql`
    select '' as operator_id, person.email, 'administrator' as role, ${TOLD} from (select ''::text as email) as person`);
  if (row === undefined) throw new Error('a select of scalars returned no row');
  return row;
}

async function lettersFor(tx: Transaction): Promise<Staged[]> {
  const isSetUp = env().SMTP_URL !== undefined;
  const letters = await readLettersToOwners(tx, isSetUp, address);
  return letters.map(({ kind, subject, email, payload }) => ({
    notificationId: newId(),
    kind,
    subject,
    channel: 'email' as const,
    target: email,
    payload,
    ...(isSetUp ? {} : { state: 'kept' as const }),
  }));
}

const isStop = ({ kind, data }: Need): boolean =>
  kind === 'kill_switch.pressed' || data['kind'] === 'dispatch_locked';

function digestTitle(needs: readonly Need[]): string {
  const [only] = needs;
  if (needs.length === 1 && only !== undefined) return only.title;
  const stopped = needs.findLast(isStop);
  return stopped === undefined
    ? `${needs.length.toLocaleString('en-GB')} things need you`
    : `${stopped.title}, and ${(needs.length - 1).toLocaleString('en-GB')} more`;
}

function linesOf(needs: readonly Need[]): string[] {
  // A stop stands first, however much has come after it.
  const newest = [...needs.filter((need) => !isStop(need)), ...needs.filter(isStop)]
    .slice(-LINES_MAX)
    .reverse();
  const rest = needs.length - newest.length;
  return [
    ...newest.map(({ title, path }) => `${title}\n${address(path)}`),
    ...(rest > 0 ? [`and ${rest.toLocaleString('en-GB')} more: ${address('/payouts')}`] : []),
  ];
}
