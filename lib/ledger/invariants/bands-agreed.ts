import { sql } from 'drizzle-orm';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

/** By somebody who spent a proof on exactly this change; before that rule their word was enough. */
const NOT_AGREED = sql`
  select said.connected_account_id as id,
         format('Its band became %s after %s (assessment %s), and nobody agreed with a proof.', said.band, said.band_before, said.number) as text
  from segment_assessments as said
  where band_rank(said.band) < band_rank(said.band_before) and not exists (
    select from segment_proposals as agreed
    where agreed.connected_account_id = said.connected_account_id and agreed.state = 'confirmed'
      and agreed.from_band = said.band_before and agreed.to_band = said.band and agreed.decided_by = said.decided_by
      and (agreed.decided_at < looser_by_proof_since() or has_spent_proof(agreed.decided_by, 'segments.loosen', agreed.decided_at,
        'looser band', agreed.segment_proposal_id, agreed.connected_account_id, agreed.from_band, agreed.to_band, said.inputs_hash,
        said.effects_hash)))`;

/** A band that no assessment says would have come about without one, and so would a hole between two of them. */
const NOT_FOLLOWING = sql`
  select connected_account_id, format('Its band was %s, and assessment %s says that it was %s before.', was, number, band_before)
  from (select connected_account_id, number, band_before,
          lag(band) over (partition by connected_account_id order by number) as was from segment_assessments) as said
  where was is distinct from band_before
  union all
  select standing.connected_account_id, format('Its band in force is %s, and its newest assessment says %s.', standing.band, newest.band)
  from segment_standings as standing
  left join lateral (select band from segment_assessments as said where said.connected_account_id = standing.connected_account_id
    order by number desc limit 1) as newest on true
  where newest.band is distinct from standing.band`;

export const bandsAgreed: Invariant = {
  name: 'bands_agreed',
  promise:
    'No band of risk became looser than the last one without a person who agreed and proved to be there.',
  timed: null,
  limit:
    'What points a fact is worth is not counted again here: each assessment is stored with its inputs, so that it can be.',
  check: async (tx) => {
    const rowsChecked = await countRows(tx, sql`select count(*) from segment_assessments`);
    return verdict(rowsChecked, await findOffences(tx, sql`${NOT_AGREED} union all ${NOT_FOLLOWING}`));
  },
};
