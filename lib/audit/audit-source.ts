import type { AuditHead, AuditPlace, AuditRecordText } from './canonical.ts';

/** One link of a chain, with the record that it names. */
export type ChainLine = AuditPlace & {
  readonly hash: string;
  /** Null when it is gone. */
  readonly record: AuditRecordText | null;
  /** What the database calls the chain's newest link at the moment of reading; null where the source does not know. */
  readonly head: { readonly sequence: bigint; readonly hash: string } | null;
  /** In a part of a chain: the hash of the link before, as the source claims. */
  readonly previousHash: string | null;
};

export type CheckpointLine = {
  readonly checkpoint: bigint;
  readonly takenAt: string;
  readonly headCount: number;
  readonly headsDigest: string;
  readonly hash: string;
  readonly heads: readonly AuditHead[];
};

/** Chain by chain, each in its order. Every iterable is read once per call and holds a few thousand rows at most. */
export type AuditSource = {
  /** False for a filtered bundle: links may be missing between those it has. */
  readonly isComplete: boolean;
  readonly checkpoints: () => AsyncIterable<CheckpointLine>;
  readonly lines: (after?: { connectedAccountId: string; sequence: bigint }) => AsyncIterable<ChainLine>;
  /** The lines of these actions alone, in an order of the source's own: for what is asked of few rows among millions. */
  readonly linesOf: (actions: readonly string[]) => AsyncIterable<ChainLine>;
  /** Chains that have a head and not one link. */
  readonly emptyChains: () => AsyncIterable<string>;
  /** Records that no chain names. */
  readonly unlinked: () => AsyncIterable<bigint>;
};

/** A line of the exported head file: what somebody outside knows. */
export type ExportedHead = { readonly checkpoint: bigint; readonly hash: string };

/** What is wrong with the first bad row. `rewritten`: the chain agrees with itself, and not with what was anchored. */
export type TamperKind = 'edited' | 'inserted' | 'reordered' | 'deleted' | 'tail cut' | 'rewritten';

export type Tamper = { readonly kind: TamperKind; readonly row: string; readonly text: string };
