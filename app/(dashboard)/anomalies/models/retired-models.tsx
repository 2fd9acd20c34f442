import Link from 'next/link';
import { Section } from '#components/ui/card.tsx';
import type { RiskModel } from '#lib/risk/types.ts';

/** Models that decided once; each can be tried on the past beside what decides now. */
export function RetiredModels({ retired }: { retired: readonly RiskModel[] }) {
  if (retired.length === 0) return null;
  return (
    <Section
      id="retired"
      title="Models of before"
      lead="Each can be tried on the last days as if it still decided: what it would have flagged and held."
    >
      <ul className="plain">
        {retired.map(({ riskModelId, version }) => (
          <li key={riskModelId}>
            <Link href={`/anomalies/back-test?of=${riskModelId}`} prefetch={false}>
              Try model {version} on the past
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
