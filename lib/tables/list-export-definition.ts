import type { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { CsvPiece } from './csv-pieces.ts';

/** A longer list is written by the worker: a browser gives up on a download that takes minutes. */
export const STREAMED_ROWS_MAX = 50_000;

/** What every stored view says beside its filter: what was typed, in whose time, and for whom. */
type AskedView = { readonly query: string; readonly zone: string; readonly madeBy: string };

/** How one list becomes a file. `View` is the list as it was asked for: filter, order, columns, and {@link AskedView}. */
type Definition<View extends AskedView> = {
  /** What a reader of the rows must be allowed; asked when a copy is ordered, written and taken. */
  readonly permission: Permission;
  /** Its rows, in the plural, for the page of the export. */
  readonly title: string;
  readonly view: z.ZodType<View>;
  /** The file, piece by piece, a batch of rows each: what is in memory does not grow with the list. */
  readonly pieces: (ctx: Context, view: View) => AsyncGenerator<CsvPiece, void, undefined>;
  /** All rows of the view, exactly. May take seconds: only a worker asks, for its progress. */
  readonly count: (ctx: Context, view: View) => Promise<number>;
};

/** The same for whoever does not know the view's type: views are stored as JSON and checked when they are read. */
export type ListExportDefinition = {
  readonly permission: Permission;
  readonly title: string;
  /** @throws DomainError `invalid_input` for a view that this list has not */
  readonly open: (view: unknown) => {
    readonly view: AskedView;
    readonly pieces: (ctx: Context) => AsyncGenerator<CsvPiece, void, undefined>;
    readonly count: (ctx: Context) => Promise<number>;
  };
};

export function defineListExport<View extends AskedView>({
  permission,
  title,
  view: schema,
  pieces,
  count,
}: Definition<View>): ListExportDefinition {
  return {
    permission,
    title,
    open: (stored) => {
      const parsed = schema.safeParse(stored);
      if (!parsed.success)
        throw new DomainError('invalid_input', 'That is no view of this list.', { cause: parsed.error });
      const view = parsed.data;
      return { view, pieces: (ctx) => pieces(ctx, view), count: (ctx) => count(ctx, view) };
    },
  };
}
