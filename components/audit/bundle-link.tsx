/** The filter's rows with their hashes, for whoever verifies them elsewhere. A plain link: what it leads to is a file. */
export function BundleLink({ query }: { query: string | undefined }) {
  const suffix = query === undefined ? '' : `?${new URLSearchParams({ q: query }).toString()}`;
  return (
    <a className="btn btn-plain btn-sm" href={`/api/exports/audit.jsonl${suffix}`} download>
      Download these rows for verification
    </a>
  );
}
