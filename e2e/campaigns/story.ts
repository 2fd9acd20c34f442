import { randomBytes } from 'node:crypto';
import { startSimulator, type RunningSimulator } from '../stripe-simulator/server.ts';
import { createSimulator, type Simulator } from '../stripe-simulator/simulator.ts';
import { buildWorld } from '../stripe-simulator/world/build-world.ts';
import type { Settings } from './process.ts';

/** As long as Stripe lists events: what is lost before that only balance transactions can tell. */
const HISTORY_SECONDS = 30 * 86_400;

export type StoryEvent = { id: string; kind: 'account' | 'connect'; body: string };

export type Story = {
  running: RunningSimulator;
  simulator: Simulator;
  /** The last thirty days' events, oldest first. */
  events: StoryEvent[];
  /** Everything that a process of ours needs, but the database. */
  settings: Settings;
  secrets: Record<StoryEvent['kind'], string>;
};

/** The seeded world behind a local Stripe over HTTP, its clock standing still; nothing is delivered by itself. */
export async function startStory(): Promise<Story> {
  const simulator = createSimulator({ seed: 7, delivery: 'record' });
  buildWorld(simulator, { seed: 7, anchor: Date.now(), afterwards: 'frozen' });
  const running = await startSimulator({ simulator });
  const { store, clock } = simulator.core;
  const events = store.events
    .entries()
    .filter(([, event]) => event.created >= clock.nowSeconds() - HISTORY_SECONDS)
    .sort(([, left], [, right]) => left.created - right.created)
    .map(([owner, event]): StoryEvent => ({
      id: event.id,
      kind: owner === store.platformId ? 'account' : 'connect',
      body: JSON.stringify(event),
    }));
  const secret = (): string => randomBytes(24).toString('hex');
  const secrets = { account: `whsec_${secret()}`, connect: `whsec_${secret()}` };
  return {
    running,
    simulator,
    events,
    secrets,
    settings: {
      STRIPE_API_BASE: running.url,
      STRIPE_SECRET_KEY: `sk_test_${secret()}`,
      STRIPE_WEBHOOK_SECRET: secrets.account,
      STRIPE_CONNECT_WEBHOOK_SECRET: secrets.connect,
      NEXTAUTH_URL: 'http://127.0.0.1',
      NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
      PORT: '0',
    },
  };
}
