import { invalid } from '../api-error.ts';
import type { Control } from '../control.ts';
import type { DeliveryMode } from '../deliver.ts';
import { deliverHistory } from '../world/deliver-history.ts';
import { checked } from './checked.ts';
import { webhookFaultPlan } from './fault-shapes.ts';

export const webhookControls: Control[] = [
  {
    method: 'GET',
    path: '/webhooks',
    handle: ({ simulator: { core, deliverer } }) => ({
      mode: deliverer.mode,
      outages: deliverer.outages,
      endpoints: core.store.webhookEndpoints.rows(core.store.platformId),
      waiting: [...core.store.deliveries.values()],
    }),
  },
  {
    method: 'POST',
    path: '/webhooks',
    handle: ({ simulator, params }) => {
      params.only('account', 'connect', 'mode', 'retry_delay_ms');
      for (const kind of ['account', 'connect'] as const) {
        const endpoint = params.hash(kind);
        if (endpoint === undefined) continue;
        const [url, secret] = [endpoint.requiredText('url'), endpoint.requiredText('secret')];
        const { store } = simulator.core;
        const gone = store.webhookEndpoints.rows(store.platformId).filter((old) => old.kind === kind);
        for (const { id } of gone) store.webhookEndpoints.remove(store.platformId, id);
        const { id } = simulator.addEndpoint({ kind, url, secret });
        simulator.deliverer.redirect(new Set(gone.map((old) => old.id)), id);
      }
      const mode: DeliveryMode | undefined = params.oneOf('mode', ['http', 'hold', 'record']);
      simulator.deliverer.retryDelayMs = params.integer('retry_delay_ms') ?? simulator.deliverer.retryDelayMs;
      if (mode !== undefined) simulator.deliverer.mode = mode;
    },
  },
  {
    method: 'POST',
    path: '/webhooks/faults',
    handle: ({ simulator, values }) => {
      const plans = Array.isArray(values['plans']) ? values['plans'] : [values];
      for (const plan of plans.map((given) => checked(webhookFaultPlan, given)))
        simulator.deliverer.faults.add(plan);
    },
  },
  {
    method: 'DELETE',
    path: '/webhooks/faults',
    handle: ({ simulator }) => {
      simulator.deliverer.faults.set([]);
    },
  },
  {
    method: 'POST',
    path: '/webhooks/outage',
    handle: ({ simulator, params }) => {
      const on = params.only('on', 'from', 'until').boolean('on');
      const now = simulator.core.clock.nowSeconds();
      const { deliverer } = simulator;
      if (on === false) for (const outage of deliverer.outages) outage.until ??= now + 1;
      else
        deliverer.outages.push({
          from: params.integer('from') ?? now,
          until: params.integer('until') ?? null,
        });
      return deliverer.outages;
    },
  },
  { method: 'GET', path: '/webhooks/sent', handle: ({ simulator }) => simulator.deliverer.sent },
  {
    method: 'POST',
    path: '/deliver',
    handle: async ({ simulator }) => {
      const before = simulator.deliverer.sent.length;
      simulator.tick();
      await deliverHistory(simulator);
      await simulator.deliverer.flush();
      return { attempts: simulator.deliverer.sent.length - before };
    },
  },
  {
    method: 'POST',
    path: '/events/:id/resend',
    handle: ({ simulator, part }) => simulator.deliverer.resend(part('id')),
  },
  {
    method: 'POST',
    path: '/events',
    handle: ({ simulator, params, values }) => {
      const { object } = values;
      if (object === null || typeof object !== 'object') throw invalid('An event needs an object.', 'object');
      const account = params.text('account') ?? simulator.platformId;
      return simulator.emitEvent(account, params.requiredText('type'), object);
    },
  },
];
