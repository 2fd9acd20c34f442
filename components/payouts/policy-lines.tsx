import type { PolicyFault } from '#lib/payouts/types.ts';

/** A policy with the numbers that reasons and faults refer to. */
export function PolicyLines({
  text,
  faults,
  label,
}: {
  text: string;
  faults: readonly PolicyFault[];
  label: string;
}) {
  return (
    <div className="scroll-x policy-box" tabIndex={0} role="region" aria-label={label}>
      <ol className="policy-lines mono">
        {text
          .trimEnd()
          .split('\n')
          .map((line, index) => (
            <li
              key={index}
              className={classOf(
                line,
                faults.some((fault) => fault.line === index + 1),
              )}
            >
              {line}
            </li>
          ))}
      </ol>
    </div>
  );
}

function classOf(line: string, isFault: boolean): string | undefined {
  if (isFault) return 'is-fault';
  return line.trimStart().startsWith('#') ? 'is-remark' : undefined;
}
