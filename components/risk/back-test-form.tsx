import type { RiskModel } from '#lib/risk/types.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { Button } from '../ui/button.tsx';
import { formatDay } from '../ui/format-instant.ts';

const MODEL_STATES: Record<RiskModel['state'], string> = {
  champion: 'decides now',
  shadow: 'in shadow',
  asked: 'asked to be promoted',
  retired: 'decided before',
};

const RULE_STATES: Record<TextVersion['state'], string> = {
  draft: 'draft',
  published: 'published',
  withdrawn: 'withdrawn',
};

/** The address's word for rules that stand in it. */
const WRITTEN = 'written';

/** What can be tried on the past: every version of the rules, every model, and rules that are only written here. */
export function BackTestForm({
  versions,
  models,
  chosen,
  text,
  textLengthMax,
}: {
  versions: readonly TextVersion[];
  models: readonly RiskModel[];
  chosen: string;
  text: string;
  textLengthMax: number;
}) {
  return (
    <>
      <form action="/anomalies/back-test" className="back-test">
        <div className="field">
          <label htmlFor="back-test-of">Rules or model</label>
          <select
            id="back-test-of"
            name="of"
            className="input"
            defaultValue={chosen === '' || chosen === WRITTEN ? 'starter' : chosen}
            key={chosen}
          >
            <optgroup label="Rules">
              {versions.map(({ versionId, version, state, writtenAt }) => (
                <option key={versionId} value={versionId}>
                  Version {version}, {RULE_STATES[state]}, {formatDay(writtenAt, 'UTC')}
                </option>
              ))}
              <option value="starter">As Sluice came</option>
            </optgroup>
            {models.length === 0 ? null : (
              <optgroup label="Models">
                {models.map(({ riskModelId, version, state }) => (
                  <option key={riskModelId} value={riskModelId}>
                    Model {version}, {MODEL_STATES[state]}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        </div>
        <Button type="submit">Try it on the past</Button>
      </form>
      <details className="fold" open={chosen === WRITTEN}>
        <summary>Rules that are only written here</summary>
        <form action="/anomalies/back-test" className="policy-form">
          <input type="hidden" name="of" value={WRITTEN} />
          <label htmlFor="back-test-rules">Rules, saved nowhere</label>
          <textarea
            id="back-test-rules"
            name="rules"
            className="input mono policy-text"
            rows={10}
            maxLength={textLengthMax}
            defaultValue={text}
            key={text}
            spellCheck={false}
          />
          <Button type="submit">Try these on the past</Button>
        </form>
      </details>
    </>
  );
}
