import { actorId } from '../audit/record-audit.ts';
import type { Actor } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { HoldSource } from './types.ts';

/** Which jobs speak for which source. What is not here is nobody's to lift alone. */
const SOURCES_OF_JOB: Readonly<Record<string, readonly HoldSource[]>> = {
  'seed-demo': ['risk', 'destination_change'],
  'assess-risk': ['risk'],
  'assess-segments': ['onboarding'],
  'dispatch-payouts': ['risk'],
  'review-destinations': ['destination_change'],
};

/** Whether the actor is the source itself. People are none: their holds take two of them. */
export function isSource(actor: Actor, source: HoldSource): boolean {
  return actor.kind === 'job' && (SOURCES_OF_JOB[actor.job] ?? []).includes(source);
}

/** @throws DomainError `forbidden` when somebody speaks for a source that is not theirs */
export function refuseForeignSource(actor: Actor, source: HoldSource): void {
  const isOwn = actor.kind === 'operator' ? source === 'operator' : isSource(actor, source);
  if (isOwn) return;
  throw new DomainError('forbidden', `${actorId(actor)} does not speak for holds of the source ${source}.`);
}
