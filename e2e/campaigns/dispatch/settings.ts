import type { TestStripe } from '#scripts/test-stripe.ts';
import type { Settings } from '../process.ts';

const SECRETS = [
  'STRIPE_SECRET_KEY',
  'STRIPE_PUBLISHABLE_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_CONNECT_WEBHOOK_SECRET',
  'NEXTAUTH_SECRET',
] as const;

/** What a process of ours needs to work on the database and the local Stripe of this test file. */
export function settingsOfTest(stripe: Pick<TestStripe, 'url'>): Settings {
  return {
    DATABASE_URL: process.env['DATABASE_URL'] ?? '',
    STRIPE_API_BASE: stripe.url,
    NEXTAUTH_URL: 'http://127.0.0.1',
    ...Object.fromEntries(SECRETS.map((name) => [name, process.env[name] ?? ''])),
  };
}
