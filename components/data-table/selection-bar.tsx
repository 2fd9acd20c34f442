'use client';

import { useEffect } from 'react';
import { currency as currencyOf } from '#lib/money/currency.ts';
import { formatMoney } from '#lib/money/format.ts';
import { money } from '#lib/money/money.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { ActKeys, type ActKey } from './act-keys.tsx';
import { keepSelection, takeKept } from './kept-selection.ts';
import {
  enterScope,
  isSelected,
  select,
  selectEverything,
  selectionTotals,
  selectNothing,
  type Selected,
  type Selection,
  useSelection,
} from './selection.ts';

const boxes = (): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>('[data-list] input[data-select]'),
];

/** The boxes are the server's; what they say is the selection's. */
function drawBoxes(selection: Selection): void {
  const all = boxes();
  for (const box of all) box.checked = isSelected(selection, box.value);
  const page = document.querySelector<HTMLInputElement>('[data-select-page]');
  if (page === null) return;
  const count = all.filter((box) => box.checked).length;
  page.checked = count > 0 && count === all.length;
  page.indeterminate = count > 0 && count < all.length;
}

function rowOf({ dataset: { amount, currency } }: HTMLInputElement): Selected | null {
  return amount === undefined || currency === undefined ? null : { amount, currency };
}

function onChange(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.dataset['select'] !== undefined) select(box.value, rowOf(box), box.checked);
  if (box.dataset['selectPage'] === undefined) return;
  const isOn = box.checked;
  for (const row of boxes()) select(row.value, rowOf(row), isOn);
}

/** Buttons that post the selection somewhere, each with its own word for `decision`. */
export type SelectionActs = {
  readonly address: string;
  readonly buttons: readonly {
    readonly decision: string;
    readonly label: string;
    readonly kind: 'primary' | 'danger-plain';
    /** The key that leads to its page while rows are selected and no item is open. */
    readonly letter?: string;
  }[];
};

/**
 * What is selected, with its sums, and the step to everything that matches. The hidden fields carry the selection in
 * the form around it: `scope` is `rows` or `matching`, `row` the chosen ids or those left out.
 * @param scope list and filter: the selection belongs to them @param all null where not everything was counted
 * @param acts what can be done to it @param query the filter line, for whoever finds everything that matches
 */
export function SelectionBar({
  scope,
  all,
  what,
  acts = null,
  query,
}: {
  scope: string;
  all: { count: number; sums: readonly Selected[] } | null;
  what: string;
  acts?: SelectionActs | null;
  query: string;
}) {
  const selection = useSelection();
  useEffect(() => {
    enterScope(scope);
    for (const [id, row] of takeKept(scope)) select(id, row, true);
    document.addEventListener('change', onChange);
    return () => {
      document.removeEventListener('change', onChange);
    };
  }, [scope]);
  // After every drawing: a new page brings boxes of its own.
  useEffect(() => {
    drawBoxes(selection);
  });
  if (selection.scope !== scope || (selection.rows.size === 0 && !selection.isEverything)) return null;
  const { count, sums } = selectionTotals(selection, all);
  const ids = [...selection.rows.keys()];
  return (
    <div className="selbar" role="region" aria-label="Selection">
      <b role="status">
        {selection.isEverything
          ? `${count === null ? 'All' : count.toLocaleString('en-GB')} matching ${what} selected${ids.length > 0 ? `, ${String(ids.length)} left out` : ''}`
          : `${ids.length.toLocaleString('en-GB')} selected`}
      </b>
      <span className="sums">
        {sums?.map((sum) => (
          <span key={sum.currency} className="money">
            {formatMoney(money(sum.amount, currencyOf(sum.currency)))}
          </span>
        ))}
      </span>
      <input type="hidden" name="scope" value={selection.isEverything ? 'matching' : 'rows'} />
      {ids.map((id) => (
        <input key={id} type="hidden" name="row" value={id} />
      ))}
      {selection.isEverything ? null : (
        <>
          <CopyButton
            text={ids.join('\n')}
            what={ids.length === 1 ? 'the id' : `the ${ids.length.toLocaleString('en-GB')} ids`}
            label={`Copy ${ids.length === 1 ? 'id' : 'ids'}`}
            refusal="This browser did not copy"
            className="btn btn-plain btn-sm"
          />
          <button type="button" className="btn btn-plain btn-sm" onClick={selectEverything}>
            Select all {all === null ? '' : `${all.count.toLocaleString('en-GB')} `}matching
          </button>
        </>
      )}
      {acts === null || count === 0 ? null : (
        <ActButtons acts={acts} query={query} scope={scope} selection={selection} count={count} />
      )}
      <button type="button" className="btn btn-quiet btn-sm" onClick={selectNothing}>
        Clear
      </button>
    </div>
  );
}

const keysOf = ({ buttons }: SelectionActs): ActKey[] =>
  buttons.flatMap(({ decision, label, letter }) =>
    letter === undefined
      ? []
      : [
          {
            key: letter,
            meaning: label,
            // With an item open the letters are the item's.
            selector: `body:not(:has([data-panel])) .selbar button[value="${decision}"]`,
            leads: true,
          },
        ],
  );

function ActButtons({
  acts,
  query,
  scope,
  selection,
  count,
}: {
  acts: SelectionActs;
  query: string;
  scope: string;
  selection: Selection;
  count: number | null;
}) {
  const keep = (): void => {
    keepSelection({
      scope,
      address: window.location.pathname + window.location.search,
      rows: selection.isEverything ? [] : [...selection.rows],
    });
  };
  return (
    <>
      <ActKeys acts={keysOf(acts)} />
      <input type="hidden" name="q" value={query} />
      {acts.buttons.map(({ decision, label, kind, letter }) => (
        <button
          key={decision}
          type="submit"
          name="decision"
          value={decision}
          formAction={acts.address}
          formMethod="post"
          onClick={keep}
          className={`btn btn-${kind} btn-sm`}
          aria-keyshortcuts={letter}
        >
          {label} {count === null ? 'all' : count.toLocaleString('en-GB')}…{' '}
          {letter === undefined ? null : <kbd aria-hidden="true">{letter}</kbd>}
        </button>
      ))}
    </>
  );
}
