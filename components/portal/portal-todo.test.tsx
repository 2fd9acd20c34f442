import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { OwnerTodo } from '#lib/portal/types.ts';
import { PortalTodo } from './portal-todo.tsx';

const NOTHING: OwnerTodo = {
  isWaiting: false,
  isNew: false,
  blocked: null,
  deadline: null,
  overdue: [],
  dueNow: [],
  dueLater: [],
  beingChecked: [],
  comes: null,
};
const STEP = { code: 'company.tax_id', text: 'Give the tax number.', refusals: [] };

const htmlOf = (todo: Partial<OwnerTodo>, detailsSubmitted = true, letsGive = true): string =>
  renderToStaticMarkup(
    <PortalTodo todo={{ ...NOTHING, ...todo }} detailsSubmitted={detailsSubmitted} letsGive={letsGive} />,
  );
const headOf = (todo: Partial<OwnerTodo>, detailsSubmitted = true): string =>
  /<h\d[^>]*>(.*?)<\/h\d>/.exec(htmlOf(todo, detailsSubmitted))?.[1] ?? 'none';

it('says “must do” above steps alone, and of what is checked, looked at or over how it stands', () => {
  expect(headOf({ dueNow: [STEP] })).toBe('What you must do next');
  expect(headOf({ blocked: 'Something is missing.', overdue: [STEP] })).toBe('What you must do next');
  for (const blocked of [
    'Stripe is checking what you sent. Nothing needs to be done about that.',
    'Your account is being looked at. You will hear from us.',
    'This account can take no payments any more.',
  ])
    expect(headOf({ blocked })).toBe('How your account stands');
  expect(headOf({ beingChecked: [STEP] })).toBe('How your account stands');
  expect(headOf({ comes: { deadline: null, steps: [STEP] } })).toBe('What you will be asked for');
  expect(headOf({}, false)).toBe('Finish setting up your account');
  expect(headOf({})).toBe('none');
});

it('nobody is told to finish, and led to a form, where nothing can be given', () => {
  const blocked = 'Your account is being looked at.';
  expect(headOf({ blocked, isWaiting: true }, false)).toBe('How your account stands');
  expect(htmlOf({ blocked, isWaiting: true }, false)).not.toContain('/portal/account');
  expect(htmlOf({ blocked, dueNow: [STEP] }, false)).toContain('/portal/account');
  expect(headOf({ isWaiting: true }, false)).toBe('none');
  const kept = htmlOf({ dueNow: [STEP] }, true, false);
  expect(kept).not.toContain('/portal/account');
  expect(kept).toContain('Write to us');
});
