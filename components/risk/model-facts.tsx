import type { RiskModel } from '#lib/risk/types.ts';
import { counted } from '#lib/counted.ts';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';

const KINDS: Readonly<Record<RiskModel['kind'], string>> = {
  logistic: 'Regression',
  boosted_trees: 'Boosted trees',
};

const share = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));

/** How far the chances of whole decisions, with tests and rules, were from what came true. */
function scoreWords(metrics: RiskModel['metrics']): string {
  const { scoreRows, scoreError = 0, scoreErrorCalibrated = 0 } = metrics;
  if (scoreRows === undefined)
    return 'as added up: too few decisions proved right or wrong to calibrate them';
  const added = `off by ${scoreError.toFixed(3)} as added up`;
  const line = `by ${scoreErrorCalibrated.toFixed(3)} along the line`;
  return scoreErrorCalibrated < scoreError
    ? `calibrated: ${added}, ${line}, on ${counted(scoreRows, 'later decision')}`
    : `as added up: ${added}, ${line}, on ${counted(scoreRows, 'later decision')}`;
}

/** What a model was made of, and how it did on what came after. */
export function ModelFacts({ model }: { model: RiskModel }) {
  const { kind, hash, rows, positives, metrics, dataFrom, dataTo, trainedAt, promotedByName, askedByName } =
    model;
  return (
    <DefinitionList
      items={[
        ['Kind', KINDS[kind]],
        ['Trained', <Time key="trained" at={trainedAt} />],
        [
          'Learned from',
          <span key="data">
            {counted(rows, 'decision')}, {positives.toLocaleString('en-GB')} of them right,{' '}
            <Time at={dataFrom} /> to <Time at={dataTo} />
          </span>,
        ],
        [
          'On the newest fifth',
          `ranks ${share(metrics['auroc'])}, mean precision ${share(metrics['averagePrecision'])}, of the first 20 right ${share(metrics['precisionAtTop'])}, off by ${share(metrics['calibrationError'])}`,
        ],
        ['Whole scores', scoreWords(metrics)],
        [
          'SHA-256',
          <span key="hash" className="mono" title={hash}>
            {hash.slice(0, 12)}
          </span>,
        ],
        ...(promotedByName === null
          ? []
          : [['Promoted by', `${askedByName ?? ''} and ${promotedByName}`] as const]),
      ]}
    />
  );
}
