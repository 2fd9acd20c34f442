import Link from 'next/link';
import type { WebhookEndpoint } from '#lib/stripe-events/types.ts';
import { countText } from '../data-table/count.ts';
import { Dot } from '../ui/badge.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';
import { deliveryWords, isSignatureRefusal } from './delivery-words.ts';

/** From here on a person should notice; the shell's own mark uses the same. */
const LAG_SECONDS_NOTICED = 15;

/** How one endpoint is doing. @param secretCount how many signing secrets are accepted; never one of them */
export function WebhookEndpointFacts({
  endpoint,
  address,
  secretCount,
}: {
  endpoint: WebhookEndpoint;
  address: string;
  secretCount: number;
}) {
  return (
    <>
      <DefinitionList
        items={[
          ['Address', <CopyId key="address" id={address} what="address" />],
          ['Last event received', <LastEvent key="last" endpoint={endpoint} />],
          [
            'It was on its way for',
            endpoint.lastDelaySeconds === null ? null : formatDuration(endpoint.lastDelaySeconds),
          ],
          ['Waits to be processed', <Lag key="lag" endpoint={endpoint} />],
          ['Failed to process', <Failures key="failed" endpoint={endpoint} />],
          [
            'Wrong signatures',
            endpoint.countedSince === null ? null : (
              <SignatureRefusals key="signatures" endpoint={endpoint} />
            ),
          ],
          ['Secrets accepted', secretCount === 1 ? 'one' : String(secretCount)],
        ]}
      />
      <Deliveries endpoint={endpoint} />
    </>
  );
}

function LastEvent({ endpoint: { lastReceivedAt } }: { endpoint: WebhookEndpoint }) {
  if (lastReceivedAt === null)
    return (
      <>
        <Dot tone="held" /> None yet. <a href="#connect">How to connect</a>
      </>
    );
  return <Time at={lastReceivedAt} show="relative" seconds />;
}

function Lag({ endpoint: { waiting, waitingSeconds } }: { endpoint: WebhookEndpoint }) {
  if (waiting.count === 0)
    return (
      <>
        <Dot tone="paid" /> Nothing, all caught up
      </>
    );
  return (
    <>
      <Dot tone={waitingSeconds > LAG_SECONDS_NOTICED ? 'held' : 'paid'} /> {countText(waiting)}, the first
      for {formatDuration(waitingSeconds)}
    </>
  );
}

function Failures({ endpoint: { failedDay, failedWeek } }: { endpoint: WebhookEndpoint }) {
  if (failedWeek.count === 0)
    return (
      <>
        <Dot tone="paid" /> None in 7 days
      </>
    );
  return (
    <>
      <Dot tone="failed" /> {countText(failedDay)} in 24 hours, {countText(failedWeek)} in 7 days.{' '}
      <Link href="/events?state=failed" prefetch={false}>
        See them
      </Link>
    </>
  );
}

function SignatureRefusals({ endpoint: { deliveries } }: { endpoint: WebhookEndpoint }) {
  const refused = deliveries.filter(({ outcome }) => isSignatureRefusal(outcome));
  const week = refused.reduce((sum, row) => sum + row.week, 0);
  const day = refused.reduce((sum, row) => sum + row.day, 0);
  if (week === 0)
    return (
      <>
        <Dot tone="paid" /> None in 7 days
      </>
    );
  return (
    <>
      <Dot tone="held" /> {exactly(day)} in 24 hours, {exactly(week)} in 7 days
    </>
  );
}

const exactly = (count: number): string => countText({ count, isCapped: false });

function Deliveries({ endpoint: { kind, deliveries, countedSince } }: { endpoint: WebhookEndpoint }) {
  if (countedSince === null) return <p className="small muted">No delivery has been counted yet.</p>;
  return (
    <div className="scroll-x">
      <table className="data deliveries">
        <caption className="vh">
          Deliveries to {kind === 'account' ? 'your account’s endpoint' : 'the connected accounts’ endpoint'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Deliveries</th>
            <th scope="col" className="n">
              24 hours
            </th>
            <th scope="col" className="n">
              7 days
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map(({ outcome, day, week }) => (
            <tr key={outcome}>
              <th scope="row">{deliveryWords(outcome)}</th>
              <td className="n">{exactly(day)}</td>
              <td className="n">{exactly(week)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted">
        Counted by whole hours since <Time at={countedSince} />
        {deliveries.length === 0 ? '; none in the last 7 days.' : '.'}
      </p>
    </div>
  );
}
