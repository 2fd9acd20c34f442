import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { RequirementsInWords } from '#lib/connected-accounts/types.ts';
import { PortalTodo } from './portal-todo.tsx';

const NOTHING: RequirementsInWords = {
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

const headOf = (todo: Partial<RequirementsInWords>, detailsSubmitted = true): string =>
  /<h\d[^>]*>(.*?)<\/h\d>/.exec(
    renderToStaticMarkup(<PortalTodo todo={{ ...NOTHING, ...todo }} detailsSubmitted={detailsSubmitted} />),
  )?.[1] ?? 'none';

it('says “must do” above steps alone, and of what is checked, looked at or over how it stands', () => {
  expect(headOf({ dueNow: [STEP] })).toBe('What you must do next');
  expect(headOf({ blocked: 'Something is missing.', overdue: [STEP] })).toBe('What you must do next');
  for (const blocked of [
    'Stripe is checking what you sent. Nothing needs to be done.',
    'Your account is being looked at. You will hear from us.',
    'This account can take no payments any more.',
  ])
    expect(headOf({ blocked })).toBe('How your account stands');
  expect(headOf({ beingChecked: [STEP] })).toBe('How your account stands');
  expect(headOf({ comes: { deadline: null, steps: [STEP] } })).toBe('What you will be asked for');
  expect(headOf({}, false)).toBe('Finish setting up your account');
  expect(headOf({})).toBe('none');
});
