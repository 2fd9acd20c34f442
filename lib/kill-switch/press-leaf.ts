import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';
import type { PressedScope } from './schemas.ts';

/** What a person proves their presence for: exactly this press, whatever else they have open. */
export function pressLeaf({ scope, scopeValue, reason, cancelsPending }: PressedScope): string {
  return subjectLeaf([scope, scopeValue, cancelsPending ? 'cancel' : 'keep', reason]);
}
