import type { StepUpWays } from '#lib/approvals/types.ts';

/**
 * The way past one proof for each item: this one and those after it are listed, then approved with a single one whose hash
 * covers them all. It leads to a page that asks, and decides nothing. A plain form post.
 */
export function ApproveTogether({
  payoutRequestIds,
  ways,
}: {
  payoutRequestIds: readonly string[];
  ways: StepUpWays;
}) {
  const count = payoutRequestIds.length;
  if (count < 2) return null;
  return (
    <form action="/bulk-decisions/open" method="post" className="together">
      <input type="hidden" name="scope" value="rows" />
      {payoutRequestIds.map((id) => (
        <input key={id} type="hidden" name="row" value={id} />
      ))}
      <button type="submit" name="decision" value="approve" className="btn btn-quiet btn-sm">
        This and the next {count - 1} with one {ways.hasPasskey ? 'proof' : 'code'}…
      </button>
    </form>
  );
}
