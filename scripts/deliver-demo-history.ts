import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { env } from '#lib/env.ts';
import { createIngress } from '#lib/stripe-events/ingress.ts';

/**
 * Lets the local Stripe deliver the last thirty days of its story, signed, over HTTP, to an ingress of our own: the
 * demo's events came in by the same door as everybody's. What was delivered before is not delivered again.
 * @returns how many deliveries were attempted
 */
export async function deliverDemoHistory(simulatorUrl: string): Promise<number> {
  const ingress = createIngress();
  ingress.server.listen(0, '127.0.0.1');
  await once(ingress.server, 'listening');
  try {
    const { port } = ingress.server.address() as AddressInfo;
    const receiver = `http://127.0.0.1:${String(port)}/api/webhooks`;
    const { STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET } = env();
    await control(simulatorUrl, '/webhooks', {
      account: { url: `${receiver}/stripe`, secret: STRIPE_WEBHOOK_SECRET[0] },
      connect: { url: `${receiver}/stripe-connect`, secret: STRIPE_CONNECT_WEBHOOK_SECRET[0] },
      // Whatever happens from here on waits, and goes to the real endpoints once they take the place of these.
      mode: 'hold',
    });
    const { attempts } = (await control(simulatorUrl, '/deliver', {})) as { attempts: number };
    return attempts;
  } finally {
    await ingress.close();
  }
}

async function control(simulatorUrl: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${simulatorUrl}/_control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The local Stripe answered ${String(response.status)} to ${path}.`);
  return response.json();
}
