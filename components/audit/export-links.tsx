import { filtersIn, type ListParams } from '../data-table/list-href.ts';

/** Downloads of exactly what the filter shows. Plain links: what they lead to is a file and no page. */
export function ExportLinks({ params }: { params: ListParams }) {
  const query = new URLSearchParams(filtersIn(params)).toString();
  const suffix = query === '' ? '' : `?${query}`;
  return (
    <>
      <a className="btn btn-plain btn-sm" href={`/api/exports/audit.csv${suffix}`} download>
        Export CSV
      </a>
      <a className="btn btn-plain btn-sm" href={`/api/exports/audit.jsonl${suffix}`} download>
        Export for verification
      </a>
    </>
  );
}
