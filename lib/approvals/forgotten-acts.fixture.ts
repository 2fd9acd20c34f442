import { askForgottenCancel } from '../payouts/bypasses/ask-forgotten-cancel.ts';
import { forgottenCancelLeaf } from '../payouts/bypasses/forgotten-cancel-leaf.ts';
import { recogniseLeaf } from '../payouts/dispatch/recognise-leaf.ts';
import { recognisePayout } from '../payouts/dispatch/recognise-payout.ts';
import { forgottenPayout } from '../payouts/dispatch/test-forgotten.fixture.ts';
import type { ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import type { StepUpPurpose } from './step-up/schemas.ts';

/** By the name of a person of the world. @returns the id of a proof */
type Prove = (name: string, purpose: StepUpPurpose, root: string) => Promise<string>;

/** Of a payout that the database has forgotten: people say that it is its request's. */
export async function recogniseForgotten(world: ReviewWorld, prove: Prove): Promise<void> {
  const shown = { ...(await world.ask()), payoutId: 'po_lost' };
  await world.tamper(forgottenPayout(shown));
  const stepUpProofId = await prove('marek', 'payouts.recognise', recogniseLeaf(shown));
  await recognisePayout(world.as('marek'), { ...shown, stepUpProofId });
}

/** … or have it cancelled. */
export async function cancelForgotten(world: ReviewWorld, prove: Prove): Promise<void> {
  const shown = { ...(await world.ask()), payoutId: 'po_stray' };
  await world.tamper(forgottenPayout(shown));
  await world.tamper(
    "update bypasses set state = 'ended', ended_at = now(), not_undone = 'x' where subject = 'po_stray'",
  );
  const stepUpProofId = await prove('marek', 'payouts.cancel_forgotten', forgottenCancelLeaf(shown));
  await askForgottenCancel(world.as('marek'), { ...shown, reason: 'It was not meant.', stepUpProofId });
}
