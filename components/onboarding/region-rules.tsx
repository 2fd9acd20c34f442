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
  readonly madeBy: string;
};

/** How accounts are made at Stripe, and why so. */
type Ways = Readonly<
  Record<string, { means: string; because: string; source: string; readOn: string } | undefined>
>;

/** The policy of invitations as it stands, each rule with its source. */
export function RegionRules({ rules, ways }: { rules: readonly Rule[]; ways: Ways }) {
  const withNames = rules.map((rule) => ({ ...rule, named: rule.countries.map(countryName).join(', ') }));
  const used = [...new Set(rules.map(({ madeBy }) => madeBy))];
  return (
    <ul className="notes">
      {used.map((madeBy) => (
        <li key={madeBy}>
          <h3>How the account is made at Stripe</h3>
          <p className="small">
            {used.length === 1
              ? 'In every region'
              : rules
                  .filter((rule) => rule.madeBy === madeBy)
                  .map(({ region }) => region)
                  .join(', ')}
          </p>
          <ul className="bullets">
            <li>{ways[madeBy]?.means ?? madeBy}.</li>
            <li>{ways[madeBy]?.because}</li>
          </ul>
          <Source of={ways[madeBy]} />
        </li>
      ))}
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
          <Source of={{ source, readOn }} />
        </li>
      ))}
    </ul>
  );
}

function Source({ of }: { of: { source: string; readOn: string } | undefined }) {
  if (of === undefined) return null;
  return (
    <p className="small muted">
      {of.source}, read on <Time at={`${of.readOn}T12:00:00Z`} show="day" />
    </p>
  );
}
