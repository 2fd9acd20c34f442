import type { ListParams } from './list-href.ts';

/** The same view, as a file. @param href the export's route @param order the order in use */
export function CsvLink({
  href,
  params,
  order,
  columns,
}: {
  href: string;
  params: ListParams;
  order: string;
  columns: readonly string[];
}) {
  const query = new URLSearchParams({ ...params, sort: order, cols: columns.join(',') });
  query.delete('size');
  return (
    <a className="btn btn-plain" href={`${href}?${query.toString()}`} download>
      CSV
    </a>
  );
}
