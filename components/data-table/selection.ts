'use client';

import { pageStore } from '../ui/page-store.ts';

/** A selected row's sum: minor units as text, because an attribute carries text. */
export type Selected = { readonly amount: string; readonly currency: string };

/** What is known of a selected row: its sum, or nothing in a list without money. */
type Part = Selected | null;

/** Rows one by one, or everything that matches but these. It belongs to one filter and survives paging. */
export type Selection = {
  readonly scope: string;
  readonly isEverything: boolean;
  /** Chosen rows; those left out when everything is selected. */
  readonly rows: ReadonlyMap<string, Part>;
};

const NOTHING: Selection = { scope: '', isEverything: false, rows: new Map() };

const { read, become, use } = pageStore(NOTHING);

export const readSelection = read;
export const useSelection = use;

/** Another filter is another question: its answer does not keep the rows of the old one. */
export function enterScope(scope: string): void {
  if (read().scope !== scope) become({ ...NOTHING, scope });
}

export function isSelected({ isEverything, rows }: Selection, id: string): boolean {
  return rows.has(id) !== isEverything;
}

export function select(id: string, row: Part, isOn: boolean): void {
  const selection = read();
  const rows = new Map(selection.rows);
  if (isOn === selection.isEverything) rows.delete(id);
  else rows.set(id, row);
  become({ ...selection, rows });
}

export function selectEverything(): void {
  become({ ...read(), isEverything: true, rows: new Map() });
}

export function selectNothing(): void {
  become({ ...NOTHING, scope: read().scope });
}

/**
 * Number and sums of a selection, exact.
 * @param all what matches; null where it was not counted, and then a selection of everything has no sums either
 */
export function selectionTotals(
  { isEverything, rows }: Selection,
  all: { count: number; sums: readonly Selected[] } | null,
): { count: number | null; sums: { currency: string; amount: bigint }[] | null } {
  const sums = new Map<string, bigint>();
  const add = ({ currency, amount }: Selected, sign: bigint): void => {
    sums.set(currency, (sums.get(currency) ?? 0n) + sign * BigInt(amount));
  };
  if (isEverything) {
    if (all === null) return { count: null, sums: null };
    for (const sum of all.sums) add(sum, 1n);
  }
  for (const row of rows.values()) if (row !== null) add(row, isEverything ? -1n : 1n);
  return {
    count: isEverything ? (all?.count ?? 0) - rows.size : rows.size,
    sums: [...sums]
      .map(([currency, amount]) => ({ currency, amount }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}
