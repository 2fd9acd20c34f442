import type { PayoutStripeCall } from '#lib/payouts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { Time } from '../ui/time.tsx';

const OUTCOMES: Readonly<Record<string, string>> = {
  not_found: 'No such object',
  refused: 'Refused',
  rate_limited: 'Too fast, asked again',
  failed: 'Stripe failed',
  unreachable: 'No answer',
};

/** What a call was for, by its method and endpoint: the same address lists and pays. */
export function purposeOfCall({ method, endpoint }: Pick<PayoutStripeCall, 'method' | 'endpoint'>): string {
  const does = method.toUpperCase() === 'POST';
  if (endpoint === '/v1/payouts') return does ? 'Asked Stripe to pay it out' : 'Listed payouts';
  if (endpoint === '/v1/payouts/{id}') return does ? 'Changed this payout' : 'Read this payout';
  if (endpoint === '/v1/payouts/{id}/cancel') return 'Asked Stripe to cancel it';
  if (endpoint.startsWith('/v1/balance_transactions')) return 'Read its balance transactions';
  return does ? 'Told Stripe' : 'Asked Stripe';
}

/** Every call that Sluice made to Stripe about a payout, oldest first, with the id by which Stripe's support finds it. */
export function StripeCalls({ calls }: { calls: readonly PayoutStripeCall[] }) {
  return (
    <Section
      id="calls"
      title="Calls to Stripe"
      lead="What Sluice asked Stripe about this payout, oldest first; kept for 400 days. A request id is what Stripe’s support looks up."
    >
      {calls.length === 0 ? (
        <p className="muted">
          None is on record: this payout was read before Sluice kept its calls, or longer ago than that.
        </p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of calls to Stripe">
          <table className="data plain-rows stacked calls">
            <caption className="vh">Calls to Stripe about this payout, oldest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Call</th>
                <th scope="col">Answer</th>
                <th scope="col" className="n">
                  Took
                </th>
                <th scope="col">Request id</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr key={call.key}>
                  <th scope="row" className="nowrap">
                    <Time at={call.calledAt} seconds />
                  </th>
                  <td data-label="Call">
                    <div className="cell">
                      {' '}
                      {purposeOfCall(call)}
                      <span className="sub mono id">
                        {call.method} {call.endpoint}
                      </span>
                    </div>{' '}
                  </td>
                  <td data-label="Answer" className="nowrap">
                    <Badge tone={call.outcome === 'succeeded' ? undefined : 'failed'}>
                      {call.statusCode === null ? '' : `${String(call.statusCode)} `}
                      {call.outcome === 'succeeded' ? 'OK' : (OUTCOMES[call.outcome] ?? call.outcome)}
                    </Badge>
                  </td>
                  <td className="n nowrap" data-label="Took">
                    {call.durationMs} ms
                  </td>
                  <td data-label="Request id">
                    <div className="cell">
                      {call.stripeRequestId === null ? (
                        <span className="muted">none</span>
                      ) : (
                        <CopyId id={call.stripeRequestId} what="request id" />
                      )}
                      {call.traceId === null ? null : (
                        <span className="sub mono id">trace {call.traceId}</span>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
