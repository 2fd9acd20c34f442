import { DISPATCH_TIMING, type DispatchTiming } from '#lib/payouts/dispatch/timing.ts';

/** A campaign waits for leases, permits and settling hundreds of times; their order is what matters, not their length. */
export const QUICK_TIMING: DispatchTiming = {
  ...DISPATCH_TIMING,
  timeoutMs: 2_000,
  beginMs: 3_000,
  callMs: 7_000,
  claimMs: 1_000,
  retryMs: 100,
  lookUpMs: 50,
  lookUpMsMax: 1_000,
  settleMs: 1_000,
};
