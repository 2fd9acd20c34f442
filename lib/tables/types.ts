import type { CappedCount } from '../paging.ts';

/** How a condition compares; a range is two of them. */
export type Comparison = '=' | '>' | '>=' | '<' | '<=';

/** A filter that a list offers. Every kind is one that an index serves; see the list's own queries. */
export type FilterField = {
  readonly name: string;
  /** What stands after the colon, for the help line. */
  readonly example: string;
} & (
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'currency' }
  | { readonly kind: 'country' }
  | { readonly kind: 'id'; readonly pattern: RegExp; readonly what: string }
  | { readonly kind: 'money' }
  | { readonly kind: 'day' }
);

/** One understood part of a filter line, and where it stands in the text. `to` is exclusive. */
export type Condition = {
  readonly field: string;
  readonly comparison: Comparison;
  readonly value: string;
  readonly from: number;
  readonly to: number;
};

/** Free text between the conditions. */
export type FilterWord = { readonly text: string; readonly from: number; readonly to: number };

/** What was not understood, where, and what would be. `to` is exclusive and above `from`. */
export type FilterProblem = { readonly from: number; readonly to: number; readonly message: string };

export type FilterLine = {
  readonly text: string;
  readonly conditions: readonly Condition[];
  readonly words: readonly FilterWord[];
  readonly problems: readonly FilterProblem[];
};

/** A column that a list can show. The first one of a table is its row's name and always stands first. */
export type TableColumn<Id extends string = string> = {
  readonly id: Id;
  readonly header: string;
  readonly kind: 'money' | 'time' | 'id' | 'status' | 'text';
  readonly isHideable: boolean;
  /** Whether it shows before anybody chooses. */
  readonly isShownAtFirst: boolean;
  /** The orders that its header offers: the first click, then the other way round. */
  readonly orders?: readonly [string, string];
  /** That the first of `orders` goes upwards, as names do; most lists show the newest or largest first. */
  readonly isFirstAscending?: true;
};

/** What a list can show, filter and order by. The screens, the exports and the saved views read the same one. */
export type TableDefinition<ColumnId extends string = string, Order extends string = string> = {
  readonly list: string;
  readonly columns: readonly TableColumn<ColumnId>[];
  readonly filters: readonly FilterField[];
  /** What words without a filter's name look for, for the help. */
  readonly words: { readonly example: string; readonly meaning: string };
  readonly orders: readonly Order[];
  readonly defaultOrder: Order;
};

/** A saved view as its reader sees it. */
export type SavedView = {
  readonly savedViewId: string;
  readonly name: string;
  /** The list's address without its path, e.g. `q=status%3Afailed&sort=oldest`. */
  readonly query: string;
  readonly isMine: boolean;
  readonly isShared: boolean;
  readonly ownerName: string | null;
  readonly defaultForRole: string | null;
};

/** A list that the worker writes as a file. */
export type ListExport = {
  readonly listExportId: string;
  readonly list: string;
  /** The filter line that was typed; empty for all rows. */
  readonly query: string;
  /** The order of its rows and its columns, as the list's address names them. */
  readonly sort: string | null;
  readonly columns: readonly string[] | null;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'stopped';
  readonly rowsExpected: number;
  readonly rowsWritten: number;
  readonly failure: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** One value of a facet; `count` is null where nobody counted, because no number is better than a wrong one. */
export type FacetCount = { readonly value: string; readonly count: CappedCount | null };
