import { hash } from 'node:crypto';
import type { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { subjectLeaf } from './subject-tree.ts';

type Stored = typeof stepUpFactors.$inferSelect;

/** Of a factor all that makes it this one and no other. */
export type FactorPayload = Pick<Stored, 'credentialId' | 'publicKey' | 'sealedSecret'>;
export type ThisFactor = FactorPayload & Pick<Stored, 'factorId' | 'operatorId' | 'kind'>;

/**
 * What tells two factors apart, whatever they are called: of a passkey its key, of one-time codes their secret, which is sealed and so
 * gives nothing away. `factor_hash` of the database makes the same one. Pure.
 */
export function factorHash({ credentialId, publicKey, sealedSecret }: FactorPayload): string {
  return hash('sha256', sealedSecret ?? `${credentialId ?? ''}\n${publicKey ?? ''}`);
}

/** What an administrator proves their presence for: that exactly this is its owner's. `guard_step_up_confirmation` makes the same one. */
export function confirmationLeaf(factor: ThisFactor): string {
  return subjectLeaf(['factor', factor.factorId, factor.operatorId, factor.kind, factorHash(factor)]);
}

/** … or that exactly this is taken from somebody. `guard_step_up_removal` makes the same one. */
export function removalLeaf(factor: ThisFactor): string {
  return subjectLeaf(['removed factor', factor.factorId, factor.operatorId, factor.kind, factorHash(factor)]);
}
