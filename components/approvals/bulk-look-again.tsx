/** Lists those of an ended decision that failed or were left out. A plain form post that decides nothing. */
export function BulkLookAgain({ bulkDecisionId, label }: { bulkDecisionId: string; label: string }) {
  return (
    <form action="/bulk-decisions/open" method="post">
      <input type="hidden" name="retry" value={bulkDecisionId} />
      <button type="submit" className="btn btn-primary">
        {label}
      </button>
    </form>
  );
}
