/** What can be written in a recipe. */
export function RecipeHelp({
  features,
}: {
  features: readonly { readonly key: string; readonly name: string }[];
}) {
  return (
    <details className="policy-help">
      <summary>What can be written</summary>
      <p className="small">
        One thing a line: “feature” with a name, or one of the numbers “trees”, “sample” (accounts that a tree
        sees), “seed” and “peers” (accounts that make a group of their own). “off” alone compares nobody. “#”
        begins a remark. Ratios and shares are better than sizes, by which a large honest seller stands apart.
      </p>
      <h3 className="policy-part">Features</h3>
      <dl className="policy-terms">
        {features.map(({ key, name }) => (
          <div key={key}>
            <dt className="mono">{key}</dt>
            <dd className="small">{name}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
