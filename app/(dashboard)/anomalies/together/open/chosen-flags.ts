import { formText } from '#app/_edge/form-text.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { listMatchingFlagIds } from '#lib/risk/flags/queries.ts';
import { VERDICTS_TOGETHER_MAX } from '#lib/risk/types.ts';
import { readRiskFlagListRequest } from '../../search-params.ts';

const TOO_MANY = `At most ${String(VERDICTS_TOGETHER_MAX)} can be decided together. Narrow the list first.`;

/**
 * Ids of the flags that a selection means: the chosen ones, or all that its filter finds without those left out.
 * @throws DomainError `invalid_input` for none, for more than can be decided together, and for a filter that is not understood
 */
export async function chosenFlags(ctx: Context, form: FormData): Promise<readonly string[]> {
  const rows = form.getAll('row').filter((value) => typeof value === 'string');
  const ids = formText(form, 'scope') === 'matching' ? await matching(ctx, formText(form, 'q'), rows) : rows;
  if (ids.length === 0) throw new DomainError('invalid_input', 'Choose at least one anomaly.');
  if (ids.length > VERDICTS_TOGETHER_MAX) throw new DomainError('invalid_input', TOO_MANY);
  return ids;
}

async function matching(ctx: Context, q: string, except: readonly string[]): Promise<string[]> {
  const { zone } = await readPreferences();
  const { filter, problems } = readRiskFlagListRequest({ q }, { zone, today: isoDay(ctx.now, zone) });
  const [problem] = problems;
  if (problem !== undefined) throw new DomainError('invalid_input', problem.message);
  // One more than can be decided, so that it shows when there are too many.
  const ids = await listMatchingFlagIds(ctx, filter, VERDICTS_TOGETHER_MAX + except.length + 1);
  const leftOut = new Set(except);
  return ids.filter((id) => !leftOut.has(id));
}
