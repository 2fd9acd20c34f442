/** A sentence of the chart of accounts; what stands between backticks is a name of Stripe's. */
export function Explanation({ text }: { text: string }) {
  return text.split('`').map((part, position) =>
    position % 2 === 1 ? (
      <span key={position} className="mono">
        {part}
      </span>
    ) : (
      part
    ),
  );
}

/** The same for a tooltip. */
export function plainText(text: string): string {
  return text.replaceAll('`', '');
}
