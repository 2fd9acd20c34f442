import { invalid } from '../api-error.ts';
import type { Control, ControlCall } from '../control.ts';
import type { FaultPlan } from '../faults.ts';
import type { RateLimits } from '../rate-limit.ts';
import { SANDBOX_LIMITS } from '../rate-limit.ts';

export const faultControls: Control[] = [
  { method: 'GET', path: '/faults', handle: ({ simulator }) => simulator.faults.plans },
  { method: 'POST', path: '/faults', handle: addFaults },
  {
    method: 'DELETE',
    path: '/faults',
    handle: ({ simulator }) => {
      simulator.faults.clear();
    },
  },
  {
    method: 'POST',
    path: '/rate_limits',
    handle: ({ simulator, values }) => {
      const { limits } = values;
      simulator.rateLimiter.limits =
        limits === 'sandbox' ? SANDBOX_LIMITS : ((limits ?? null) as RateLimits | null);
    },
  },
  {
    method: 'GET',
    path: '/requests',
    handle: ({ simulator, params }) => {
      const method = params.text('method');
      const path = params.text('path');
      return simulator.requests.list({
        ...(method === undefined ? {} : { method }),
        ...(path === undefined ? {} : { path }),
      });
    },
  },
  {
    method: 'DELETE',
    path: '/requests',
    handle: ({ simulator }) => {
      simulator.requests.clear();
    },
  },
];

/** One plan, or several as `{ plans: [...] }`. */
function addFaults({ simulator, values }: ControlCall): object {
  const plans = (Array.isArray(values['plans']) ? values['plans'] : [values]) as unknown as FaultPlan[];
  for (const plan of plans) {
    if (typeof plan.fault !== 'object') throw invalid('A fault plan needs a fault with its kind.', 'fault');
    simulator.faults.add(plan);
  }
  return simulator.faults.plans;
}
