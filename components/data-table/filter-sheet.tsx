import type { ReactNode } from 'react';

const SHEET_ID = 'list-filters';

/**
 * What narrows and arranges a list: in a row on a desk; on a phone one button with the number of what is chosen, which
 * opens all of it as a native popover, without a script.
 * @param chosen how many filters are set
 */
export function FilterSheet({ chosen, children }: { chosen: number; children: ReactNode }) {
  return (
    <>
      <button type="button" className="btn btn-plain sheet-open" popoverTarget={SHEET_ID}>
        Filters
        {chosen === 0 ? null : (
          <span className="sheet-count">
            {chosen}
            <span className="vh"> set</span>
          </span>
        )}
      </button>
      <div id={SHEET_ID} popover="auto" className="filter-sheet">
        <div className="sheet-head">
          <b>Filters and view</b>
          <button
            type="button"
            className="btn btn-plain btn-sm"
            popoverTarget={SHEET_ID}
            popoverTargetAction="hide"
          >
            Done
          </button>
        </div>
        {children}
      </div>
    </>
  );
}
