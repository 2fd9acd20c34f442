import type { Control, ControlCall } from '../control.ts';
import { SANDBOX_LIMITS } from '../rate-limit.ts';
import { checked } from './checked.ts';
import { faultPlan, rateLimits } from './fault-shapes.ts';

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
      const { limits } = checked(rateLimits, values);
      simulator.rateLimiter.limits = limits === 'sandbox' ? SANDBOX_LIMITS : limits;
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

/** One plan, or several as `{ plans: [...] }`; all of them or none. */
function addFaults({ simulator, values }: ControlCall): object {
  const plans = Array.isArray(values['plans']) ? values['plans'] : [values];
  for (const plan of plans.map((given) => checked(faultPlan, given))) simulator.faults.add(plan);
  return simulator.faults.plans;
}
