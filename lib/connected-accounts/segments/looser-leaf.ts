import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';
import type { Band } from '../rules/bands.ts';

/** A looser band as somebody agrees to it: of which account, from which to which, and what was scored when it was shown. */
export type LooserBand = {
  readonly segmentProposalId: string;
  readonly connectedAccountId: string;
  readonly fromBand: Band;
  readonly toBand: Band;
  /** Of the facts, and of the table of what bands do. */
  readonly inputsHash: string;
  readonly effectsHash: string;
};

/** What whoever agrees proves their presence for; `guard_looser_band_proof` makes the same one. Pure. */
export function looserLeaf(looser: LooserBand): string {
  const { segmentProposalId, connectedAccountId, fromBand, toBand, inputsHash, effectsHash } = looser;
  return subjectLeaf([
    'looser band',
    segmentProposalId,
    connectedAccountId,
    fromBand,
    toBand,
    inputsHash,
    effectsHash,
  ]);
}
