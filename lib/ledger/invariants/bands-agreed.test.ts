import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

/* That a band became looser only as somebody agreed with a proof, over a live database. */

let books: CheckedBooks;
beforeAll(async () => {
  books = await openCheckedBooks();
});
afterAll(() => books.ledger.close());

const leafOf = `encode(sha256(convert_to(concat_ws(E'\\n', 'looser band', segment_proposal_id, connected_account_id, from_band, to_band,
  'facts', 'effects'), 'UTF8')), 'hex')`;

/** An account that went from severe to low, as somebody agreed with a proof of exactly that. */
async function loosened(id: string): Promise<void> {
  await books.ledger.tamper(`
    insert into segment_assessments (segment_assessment_id, connected_account_id, assessed_at, number, cause, points, scored_band, band,
      band_before, why, inputs, inputs_hash, outcome, scorecard_hash, effects_hash, decided_by)
    values ('sga_${id}_1', 'acct_${id}', now(), 1, 'first', 40, 'severe', 'severe', null, 'x', 'x', 'x', 'x', 'x', 'effects', 'x'),
      ('sga_${id}_2', 'acct_${id}', now(), 2, 'confirmed', 0, 'low', 'low', 'severe', 'x', 'x', 'facts', 'x', 'x', 'effects', 'opr_${id}');
    insert into segment_standings (connected_account_id, band, scored_band, points, segment_assessment_id, assessed_at, due_at, band_since,
      rules_hash, delay_hours, reserve_percent, reserve_days)
    values ('acct_${id}', 'low', 'low', 0, 'sga_${id}_2', now(), now(), now(), 'x', 0, 0, 0);
    insert into segment_proposals (segment_proposal_id, connected_account_id, from_band, to_band, segment_assessment_id, proposed_by, state,
      decided_by, decided_at, reason)
    values ('sgp_${id}', 'acct_${id}', 'severe', 'low', 'sga_${id}_1', 'x', 'confirmed', 'opr_${id}', now(), 'x');
    insert into step_up_proofs (step_up_proof_id, operator_id, factor_id, kind, purpose, root, expires_at)
    values ('stp_${id}', 'opr_${id}', 'x', 'totp', 'segments.loosen', 'x', now());
    insert into step_up_uses (step_up_proof_id, leaf) select 'stp_${id}', ${leafOf} from segment_proposals where segment_proposal_id = 'sgp_${id}'`);
}

const change = (statement: string) => books.ledger.tamper(statement);

it('holds for a band that somebody agreed to with a proof, and names each that nobody did', async () => {
  for (const id of ['right', 'nobody', 'unproven', 'other', 'person', 'before', 'standing', 'hole'])
    await loosened(id);
  await change(`delete from segment_proposals where segment_proposal_id = 'sgp_nobody'`);
  await change(`delete from step_up_uses where step_up_proof_id = 'stp_unproven'`);
  await change(`update step_up_proofs set purpose = 'holds.release' where step_up_proof_id = 'stp_other'`);
  await change(
    `update segment_assessments set decided_by = 'opr_x' where segment_assessment_id = 'sga_person_2'`,
  );
  await change(`delete from step_up_uses where step_up_proof_id = 'stp_before'`);
  await change(`update segment_proposals set decided_at = looser_by_proof_since() - interval '1 second'
    where segment_proposal_id = 'sgp_before'`);
  await change(`update segment_standings set band = 'medium' where connected_account_id = 'acct_standing'`);
  await change(
    `update segment_assessments set band_before = 'high' where segment_assessment_id = 'sga_hole_2'`,
  );
  await change(`update segment_proposals set from_band = 'high' where segment_proposal_id = 'sgp_hole'`);
  await change(`update step_up_uses set leaf = (select ${leafOf} from segment_proposals where segment_proposal_id = 'sgp_hole')
    where step_up_proof_id = 'stp_hole'`);
  const unproven = 'Its band became low after severe (assessment 2), and nobody agreed with a proof.';
  expect(findingsOf(await books.check(), 'bands_agreed')).toEqual([
    ['acct_hole', 'Its band was severe, and assessment 2 says that it was high before.'],
    ['acct_nobody', unproven],
    ['acct_other', unproven],
    ['acct_person', unproven],
    ['acct_standing', 'Its band in force is medium, and its newest assessment says low.'],
    ['acct_unproven', unproven],
  ]);
});
