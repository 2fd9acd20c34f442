import { createHash } from 'node:crypto';
import { env } from '../../env.ts';

/** The secret of a demo person's codes: known to everybody on purpose, and null outside the demo. */
export function demoSecret(operatorId: string): Uint8Array | null {
  if (!env().isDemo || !operatorId.startsWith('opr_demo_')) return null;
  return createHash('sha256').update(`sluice demo codes of ${operatorId}`).digest().subarray(0, 20);
}

/** The factor whose secret that is. */
export function demoFactorId(operatorId: string): string {
  return `stf_${operatorId}`;
}
