import type { ModelReport } from '#lib/risk/types.ts';
import { counted } from '#lib/counted.ts';
import { DefinitionList } from '../ui/definition-list.tsx';

const DAYS_A_YEAR = 365;
const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;

/** Calibration, alarms against their budget, precision, cost of false holds, drift and agreement. */
export function ModelReportView({ report }: { report: ModelReport }) {
  const { alarms, audits, drift, calibration } = report;
  const years = (alarms.accounts * alarms.days) / DAYS_A_YEAR;
  return (
    <>
      <DefinitionList
        items={[
          [
            'False pauses',
            years === 0
              ? null
              : `${(alarms.falsePauses / years).toFixed(2)} per account and year of a budget of 1; ${String(alarms.falsePauses)} of ${String(alarms.pauses)} pauses in ${counted(alarms.days, 'day')}`,
          ],
          [
            'Right among the highest scores',
            alarms.top.looked === 0
              ? null
              : `${String(alarms.top.right)} of ${String(alarms.top.looked)} that people spoke about`,
          ],
          ['Held by false alarms', counted(Math.round(alarms.falseHeldHours), 'hour')],
          [
            'Two people agreed',
            alarms.agreement.pairs === 0
              ? null
              : `${String(alarms.agreement.agreed)} of ${counted(alarms.agreement.pairs, 'time')}`,
          ],
          [
            'Drawn by lot',
            audits.drawn === 0
              ? 'nobody yet'
              : `${String(audits.missed)} of ${String(audits.looked)} that were looked at proved wrong; ${String(audits.drawn)} drawn in ${counted(alarms.days, 'day')}`,
          ],
          ['Features that drifted', driftWords(drift)],
        ]}
      />
      {calibration === null ? (
        <p className="muted">
          Nobody has said yet what a flag was, so nothing is known of how true its chances are.
        </p>
      ) : (
        <Calibration calibration={calibration} />
      )}
    </>
  );
}

function driftWords({ before, now, features }: ModelReport['drift']): string {
  if (before === 0 || now === 0) return 'not known before a second week';
  if (features.length === 0) return 'none in the last week';
  return features
    .slice(0, 5)
    .map(({ name, stability }) => `${name} (${stability.toFixed(2)})`)
    .join(', ');
}

function Calibration({ calibration }: { calibration: NonNullable<ModelReport['calibration']> }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Chances against what people said">
      <table className="data plain-rows">
        <caption className="small muted">
          {counted(calibration.rows, 'decision')} that people spoke about, ten groups from the highest score;
          off by {percent(calibration.error)} on average. What nobody looked at is not in it.
        </caption>
        <thead>
          <tr>
            <th scope="col" className="n">
              Decisions
            </th>
            <th scope="col" className="n">
              Chance given
            </th>
            <th scope="col" className="n">
              Proved right
            </th>
          </tr>
        </thead>
        <tbody>
          {calibration.deciles.map(({ rows, predicted, observed }, index) => (
            <tr key={index}>
              <td className="n">{rows}</td>
              <td className="n">{percent(predicted)}</td>
              <td className="n">{percent(observed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
