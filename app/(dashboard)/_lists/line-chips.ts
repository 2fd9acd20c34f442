import type { Route } from 'next';
import { listHref, type ListParams } from '#components/data-table/list-href.ts';
import { withoutSpans } from '#lib/tables/filter-line.ts';
import type { FilterLine } from '#lib/tables/types.ts';

/** One chip for each part of the line; the two bounds of a range are one part. */
export function chipsOf(path: Route, params: ListParams, line: FilterLine): { text: string; href: Route }[] {
  const spans = [...line.conditions, ...line.words].map(({ from, to }) => ({ from, to }));
  const parts = new Map(spans.map((span) => [span.from, span]));
  return [...parts.values()]
    .sort((left, right) => left.from - right.from)
    .map((span) => ({
      text: line.text.slice(span.from, span.to),
      href: listHref(path, params, { q: withoutSpans(line.text, [span]) }),
    }));
}
