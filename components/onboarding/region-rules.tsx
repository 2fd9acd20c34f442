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
  return (
    <ul className="notes">
      {rules.map(({ region, countries, serviceAgreement, chargePatterns, notes, source, readOn }) => (
        <li key={region}>
          <h3>{region}</h3>
          <p className="small">{countries.map(countryName).join(', ')}</p>
          <p>
            Service agreement: {serviceAgreement}. Money comes in by {chargePatterns}.
          </p>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
          <p className="small muted">
            {source}, read on {readOn}
          </p>
        </li>
      ))}
    </ul>
  );
}
