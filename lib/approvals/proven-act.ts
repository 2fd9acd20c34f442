import type { AuditRecordText } from '../audit/canonical.ts';
import type { StepUpPurpose } from './step-up/schemas.ts';

/**
 * What of a record was proven: the leaf that its person confirmed, or in words why the record does not even agree with itself.
 * Null where the record is no act of a person, or was written before its proof was kept with it.
 */
export type Proven = { leaf: string } | { fault: string } | null;

/** An act that takes a proof of its person's presence, by the action under which it is on record. */
export type ProvenAct = {
  readonly purpose: StepUpPurpose;
  /** In plural, for people. */
  readonly name: string;
  readonly proven: (record: AuditRecordText) => Proven;
};

export const UNREADABLE: Proven = { fault: 'it does not say what was confirmed' };

/** The text of a record's `before` or `after`; null where it is none. */
export function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
