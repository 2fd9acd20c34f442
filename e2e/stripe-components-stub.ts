import type { Page } from '@playwright/test';

/** The elements of Stripe's embedded components, as its loader names them. */
const TAGS = [
  'account-onboarding',
  'disputes-list',
  'payments',
  'payment-details',
  'payment-disputes',
  'payouts',
  'payouts-list',
  'payout-details',
  'balances',
  'account-management',
  'notification-banner',
  'instant-payouts-promotion',
  'issuing-card',
  'issuing-cards-list',
  'financial-account',
  'financial-account-transactions',
  'documents',
  'tax-registrations',
  'tax-settings',
  'balance-report',
  'payout-reconciliation-report',
] as const;

/** Setters of those that the portal draws; each is forwarded to a method of the element with this name. */
const SETTERS = [
  'setOnLoadError',
  'setOnLoaderStart',
  'setOnExit',
  'setOnClose',
  'setPayout',
  'setOnStepChange',
  'setOnNotificationsChange',
  'setOnSectionOpen',
] as const;

/**
 * What stands in for Stripe's script, in the page itself: each element shows its name and, where it can be left, a button
 * that leaves it. `window.stripeStub` tells what it was given.
 */
function stub({ tags, setters }: { tags: readonly string[]; setters: readonly string[] }): void {
  type Listener = (given?: unknown) => void;
  const seen = {
    inits: [] as Record<string, unknown>[],
    updates: [] as unknown[],
    logouts: 0,
    secrets: [] as string[],
    created: [] as string[],
  };
  const all: (Component & HTMLElement)[] = [];
  const alive = new Set<HTMLElement>();
  for (const tag of tags) {
    class Component extends HTMLElement {
      listeners: Record<string, Listener | undefined> = {};
      setConnector(): void {
        seen.created.push(tag);
        all.push(this);
        this.textContent = '';
        this.append(Object.assign(document.createElement('p'), { textContent: `Stripe: ${tag}` }));
        if (tag !== 'account-onboarding') return;
        const leave = document.createElement('button');
        leave.textContent = 'Leave Stripe’s form';
        leave.addEventListener('click', () => this.listeners['setOnExit']?.());
        this.append(leave);
      }
      connectedCallback(): void {
        alive.add(this);
      }
      disconnectedCallback(): void {
        alive.delete(this);
      }
    }
    for (const setter of setters)
      Object.defineProperty(Component.prototype, `${setter}InternalOnly`, {
        value(this: Component, listener: Listener | undefined) {
          this.listeners[setter] = listener;
          if (setter === 'setOnLoaderStart') queueMicrotask(() => listener?.({ elementTagName: tag }));
        },
      });
    customElements.define(`stripe-connect-${tag}`, Component);
  }
  const script = {
    init: (given: {
      fetchClientSecret: () => Promise<string>;
      metaOptions: { eagerClientSecretPromise: Promise<string> };
    }) => {
      seen.inits.push({ ...given });
      void given.metaOptions.eagerClientSecretPromise.then((secret) => seen.secrets.push(secret));
      return {
        connect: {},
        update: (options: unknown) => seen.updates.push(options),
        logout: () => {
          seen.logouts += 1;
          return Promise.resolve();
        },
      };
    },
  };
  Object.assign(window, {
    StripeConnect: script,
    stripeStub: {
      seen,
      drawn: () => [...alive].map((element) => element.localName.replace('stripe-connect-', '')),
      /** As Stripe's script does when a session has ended. */
      renew: () => (seen.inits.at(-1) as { fetchClientSecret: () => Promise<string> }).fetchClientSecret(),
      fail: (tag: string) => {
        for (const element of all)
          if (alive.has(element) && element.localName === `stripe-connect-${tag}`)
            element.listeners['setOnLoadError']?.({ error: { type: 'render_error' } });
      },
      tellFromRemoved: () => {
        for (const element of all.filter((one) => !alive.has(one))) {
          element.listeners['setOnExit']?.();
          element.listeners['setOnLoadError']?.({ error: { type: 'render_error' } });
        }
      },
    },
  });
  type Component = { listeners: Record<string, Listener | undefined> };
}

export type StripeStub = {
  seen: {
    inits: Record<string, unknown>[];
    updates: unknown[];
    logouts: number;
    secrets: string[];
    /** Every element that was made, also those that are gone. */
    created: string[];
  };
  drawn: () => string[];
  renew: () => Promise<string>;
  fail: (tag: string) => void;
  /** Elements that were taken away say that they were left, and that they failed. */
  tellFromRemoved: () => void;
};

const SCRIPT = 'https://connect-js.stripe.com/v1.0/connect.js';

/** From now on this page gets the stub where it asks for Stripe's script: by the network, so that the policy is tried too. */
export async function stubStripe(page: Page): Promise<void> {
  const body = `(${stub.toString()})(${JSON.stringify({ tags: TAGS, setters: SETTERS })});`;
  await page.route(SCRIPT, (route) => route.fulfill({ contentType: 'text/javascript', body }));
}

/** From now on this page cannot reach Stripe's script, as behind a blocker. */
export async function blockStripe(page: Page): Promise<void> {
  await page.route(SCRIPT, (route) => route.fulfill({ status: 403, body: '' }));
}

/** The way is free again. */
export async function unblockStripe(page: Page): Promise<void> {
  await page.unroute(SCRIPT);
}

/** What the stub knows. */
export function stripeStub<Answer>(page: Page, ask: (stub: StripeStub) => Answer): Promise<Awaited<Answer>> {
  return page.evaluate<Awaited<Answer>>(`(${ask.toString()})(window.stripeStub)`);
}
