import { Agent, request } from 'node:http';
import { signatureHeader } from '../stripe-simulator/sign.ts';
import type { Story, StoryEvent } from './story.ts';

const PATHS = { account: '/api/webhooks/stripe', connect: '/api/webhooks/stripe-connect' } as const;
const CONCURRENT = 32;

function post(agent: Agent, port: number, event: StoryEvent, secret: string): Promise<number | null> {
  return new Promise((resolve) => {
    const sending = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: PATHS[event.kind],
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(event.body),
          'stripe-signature': signatureHeader(event.body, secret, Math.floor(Date.now() / 1000)),
        },
      },
      (response) => {
        response.resume().on('end', () => {
          resolve(response.statusCode ?? null);
        });
        response.on('error', () => {
          resolve(null);
        });
      },
    );
    // Refused, reset or cut off: Stripe would call it an attempt without an answer.
    sending.on('error', () => {
      resolve(null);
    });
    sending.end(event.body);
  });
}

/**
 * Delivers events in this order, 32 at a time, once each.
 * @param onAnswer called with the status, or null when none came; false ends the sending
 */
export async function deliver(
  story: Story,
  events: readonly StoryEvent[],
  options: { port: () => number; onAnswer: (event: StoryEvent, status: number | null) => boolean },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
  const waiting = events.values(); // one iterator for all lanes: each takes the next event
  let isEnded = false;
  const lane = async (): Promise<void> => {
    for (const event of waiting) {
      if (isEnded) return;
      const status = await post(agent, options.port(), event, story.secrets[event.kind]);
      if (!options.onAnswer(event, status)) isEnded = true;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, lane));
  agent.destroy();
}
