import { RULE_TERMS } from './rule-terms.ts';

/** What can be written in a rule. */
export function RulesHelp() {
  return (
    <details className="policy-help">
      <summary>What can be written</summary>
      <p className="small">
        A line is “flag” or “hold”, what it adds to the score, “when”, and conditions joined by “and”, such as{' '}
        <code className="mono">flag +2.0 when shared destination &gt;= 1</code>. “flag” never keeps money by
        itself; “hold” lets a decision go that far where it costs less than it saves. “#” begins a remark.
      </p>
      <h3 className="policy-part">Quantities</h3>
      <dl className="policy-terms">
        {RULE_TERMS.map(({ quantity, means }) => (
          <div key={quantity}>
            <dt className="mono">{quantity}</dt>
            <dd className="small">{means}</dd>
          </div>
        ))}
      </dl>
      <p className="small">
        Compare with &lt;, &lt;=, &gt; or &gt;= and a number; “days” or “%” may follow it.
      </p>
    </details>
  );
}
