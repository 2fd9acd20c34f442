import type { RiskModel } from '#lib/risk/types.ts';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';

/** What an address asks to be tried over the past; `unknown` says in words why nothing is. */
export type Tried =
  | { readonly kind: 'rules'; readonly name: string; readonly text: string }
  | { readonly kind: 'model'; readonly name: string; readonly model: RiskModel }
  | { readonly kind: 'unknown'; readonly why: string };

/** Shorter than a version may be: an address has to hold it. */
export const TEXT_LENGTH_MAX = 6_000;

/** @returns null when nothing is asked */
export function readTried(
  { of, rules }: { readonly of: string | undefined; readonly rules: string | undefined },
  versions: readonly TextVersion[],
  models: readonly RiskModel[],
): Tried | null {
  if (of === undefined) return null;
  if (of === 'written') {
    if (rules === undefined || rules.trim() === '') return { kind: 'unknown', why: 'Write the rules first.' };
    return rules.length > TEXT_LENGTH_MAX
      ? {
          kind: 'unknown',
          why: `That is longer than ${TEXT_LENGTH_MAX.toLocaleString('en-GB')} characters. Keep it as a draft of the rules, which is tried there.`,
        }
      : { kind: 'rules', name: 'Rules that nobody has saved', text: rules };
  }
  if (of === 'starter') return { kind: 'rules', name: 'The rules that Sluice came with', text: RISK_RULES };
  const version = versions.find(({ versionId }) => versionId === of);
  if (version !== undefined)
    return { kind: 'rules', name: `Rules, version ${String(version.version)},`, text: version.text };
  const model = models.find(({ riskModelId }) => riskModelId === of);
  if (model !== undefined) return { kind: 'model', name: `Model ${String(model.version)}`, model };
  return { kind: 'unknown', why: 'There are no such rules and no such model here. Choose one of the list.' };
}
