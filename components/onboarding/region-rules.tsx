import { Time } from '../ui/time.tsx';
import { countryName } from './country-name.ts';

type Rule = {
  readonly region: string;
  readonly countries: readonly string[];
  readonly serviceAgreement: string;
  readonly chargePatterns: string;
  readonly notes: readonly string[];
  readonly source: string;
  readonly readOn: string;
};

/** The policy of invitations as it stands, each rule with its source. */
export function RegionRules({ rules }: { rules: readonly Rule[] }) {
  const withNames = rules.map((rule) => ({ ...rule, named: rule.countries.map(countryName).join(', ') }));
  return (
    <ul className="notes">
      {withNames.map(({ region, named, serviceAgreement, chargePatterns, notes, source, readOn }) => (
        <li key={region}>
          <h3>{region}</h3>
          {named === region ? null : <p className="small">{named}</p>}
          <ul className="bullets">
            <li>
              Service agreement: {serviceAgreement}. Money comes in by {chargePatterns}.
            </li>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
          <p className="small muted">
            {source}, read on <Time at={`${readOn}T12:00:00Z`} show="day" />
          </p>
        </li>
      ))}
    </ul>
  );
}
