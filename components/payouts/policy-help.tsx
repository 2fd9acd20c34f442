const OUTCOMES = [
  [
    'go',
    'What a cadence proposed leaves by itself, after ten seconds. What a person asked for needs another person.',
  ],
  [
    'wait 24 hours',
    'It leaves no sooner than so many hours, at most 336, after it was asked for, whoever approves it.',
  ],
  ['hold for 2 approvals', 'It waits for so many people, one to five; whoever asked never counts.'],
  [
    'hold for 1 approval by risk reviewer',
    'One of them must be a finance operator, risk reviewer or administrator.',
  ],
] as const;

const CONDITIONS = [
  ['amount > 10,000.00 EUR', 'Also <, <= and >=. Other currencies are not compared: give each its own line.'],
  [
    'paid in 24 hours > 5,000.00 EUR',
    'Payouts of the account in that currency that were sent in this time or are still to leave, this one included. Also “in 7 days”.',
  ],
  ['currency is HUF', 'Also “is not”, and “is one of HUF, ISK”.'],
  ['country is one of DE, FR', 'The connected account’s country.'],
  ['account age < 30 days', 'Since the account was made at Stripe.'],
  ['destination changed within 14 days', 'The bank account or card was added or replaced.'],
  ['first payout', 'Nothing was paid to this account before. Also “not first payout”.'],
  ['weak lock', 'Money can leave the account without Sluice.'],
  ['instant', 'It is asked for by the instant method.'],
  ['asked by a person', 'Also “asked by a cadence”, “asked by the owner” and “asked in a file”.'],
  [
    'risk band is high',
    'low, medium, high or severe; also “is not” and “is one of high, severe”. Of an account that was not scored yet a line that stops counts it as met, one that lets go as not met.',
  ],
] as const;

/** What can be written in a policy. */
export function PolicyHelp() {
  return (
    <details className="policy-help">
      <summary>What can be written</summary>
      <p className="small">
        A line is an outcome, or an outcome, “when”, and conditions joined by “and”. Of all lines that match,
        wherever they stand, the most people and the longest wait count, both: no approval ends a wait. “#”
        begins a remark.
      </p>
      <Terms title="Outcomes" terms={OUTCOMES} />
      <Terms title="Conditions" terms={CONDITIONS} />
    </details>
  );
}

function Terms({ title, terms }: { title: string; terms: readonly (readonly [string, string])[] }) {
  return (
    <>
      <h3 className="policy-part">{title}</h3>
      <dl className="policy-terms">
        {terms.map(([term, means]) => (
          <div key={term}>
            <dt className="mono">{term}</dt>
            <dd className="small">{means}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
