import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import Stripe from 'stripe';
import { startProductionWeb, type WebProcess } from '../production-web.ts';
import { signatureHeader } from '../stripe-simulator/sign.ts';
import { sql, stack } from '../stack-under-test.ts';

/*
 * The crash campaign kills worker, ingress and Postgres; this one kills the built web process, which takes webhooks too.
 */

const EVENTS = 240;
const KILLS = 4;
const LANES = 16;
/** Old enough that lists of the newest events look as before. */
const DAYS_AGO = 20;

/** No identity provider is needed to take webhooks. */
const AS_DEMO = { SLUICE_DEMO: '1' };

const RUN = randomUUID().slice(0, 8);
const idOf = (at: number): string => `evt_killed_${RUN}_${String(at).padStart(4, '0')}`;

/** An event of a type that nothing is booked for, so that other flows of this stack find their numbers as they were. */
function bodyOf(id: string): string {
  return JSON.stringify({
    id,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1000) - DAYS_AGO * 86_400,
    data: { object: { id: `cus_${id}`, object: 'customer' } },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'customer.created',
  });
}

/** @returns the status, or null when the connection was refused, reset or cut off */
async function send(web: WebProcess, id: string): Promise<number | null> {
  const body = bodyOf(id);
  return fetch(`${web.url}/api/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'stripe-signature': signatureHeader(body, stack.webhookSecret, Math.floor(Date.now() / 1000)),
    },
    body,
  }).then(
    async (response) => {
      // The status is the acknowledgement, whether or not the rest of the answer comes.
      await response.arrayBuffer().catch(() => undefined);
      return response.status;
    },
    () => null,
  );
}

test('kill -9 of web while webhooks come in: nothing acknowledged is lost, nothing is stored twice', async () => {
  let web = await startProductionWeb(AS_DEMO);
  const acknowledged = new Set<string>();
  const cutOff = new Set<string>();
  const ids = Array.from({ length: EVENTS }, (_, at) => idOf(at));
  try {
    for (let life = 0; life <= KILLS; life += 1) {
      const isLast = life === KILLS;
      const enough = Math.floor((EVENTS * (life + 1)) / (KILLS + 1));
      const kills: Promise<void>[] = [];
      // Stripe sends again what was not acknowledged; one lane after the other takes the next.
      const waiting = ids.filter((id) => !acknowledged.has(id)).values();
      const lane = async (): Promise<void> => {
        for (const id of waiting) {
          const status = await send(web, id);
          if (status === 200) acknowledged.add(id);
          else cutOff.add(id);
          // In the middle of what the other lanes have sent and nobody has answered yet.
          if (!isLast && acknowledged.size >= enough) kills.push(web.kill());
          if (kills.length > 0) return;
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      await Promise.all(kills);
      if (!isLast) web = await startProductionWeb(AS_DEMO);
    }
  } finally {
    await web.stop();
  }
  expect(acknowledged.size).toBe(EVENTS);
  expect(cutOff.size, 'requests that a kill cut off').toBeGreaterThan(0);
  const stored = await sql<{ stripe_event_id: string; bodies: number }[]>`
    select stripe_event_id, count(stripe_event_bodies.stripe_event_id)::int as bodies
    from stripe_events left join stripe_event_bodies using (stripe_event_id, occurred_at)
    where stripe_event_id like ${`evt_killed_${RUN}_%`} group by stripe_event_id order by stripe_event_id`;
  expect([...stored]).toEqual(ids.map((stripe_event_id) => ({ stripe_event_id, bodies: 1 })));
});
