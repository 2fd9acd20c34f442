import type { versionedTextTable } from '#drizzle/schema/versioned-texts.ts';
import type { StepUpPurpose } from '../approvals/step-up/schemas.ts';

/** A text that decides, in versions: somebody writes a draft, and somebody else publishes it. */
export type VersionedText = {
  readonly table: ReturnType<typeof versionedTextTable>;
  /** Begins the id of each version. */
  readonly idPrefix: string;
  /** Begins each action on record. */
  readonly action: string;
  /** Begins what the second person proves their presence for. */
  readonly subject: string;
  readonly purpose: StepUpPurpose;
  readonly absent: string;
  /** What is wrong with which line, as a sentence: it can be written down, and not be published. */
  readonly faultsOf: (text: string) => readonly { readonly line: number; readonly text: string }[];
};
