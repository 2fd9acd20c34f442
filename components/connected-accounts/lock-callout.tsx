import type { ConnectedAccountDetail } from '#lib/connected-accounts/types.ts';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { LockBadge } from './lock-badge.tsx';
import { lockStrengthMeaning } from './lock-words.ts';

/** How firmly the money is held, why, and the one step that would strengthen it. */
export function LockStrength({ account }: { account: ConnectedAccountDetail }) {
  return (
    <Section
      id="lock"
      title={'How firmly we hold its money'}
      aside={
        account.settingsReadAt === null ? (
          'settings never read'
        ) : (
          <>
            read back <Time at={account.settingsReadAt} />
          </>
        )
      }
    >
      <p className="lock-line">
        <LockBadge lockStrength={account.lockStrength} /> {lockStrengthMeaning(account.lockStrength)}
      </p>
      <ul className="bullets">
        {account.lockReasons.map((reason) => (
          <li key={reason.code}>{reason.text}</li>
        ))}
      </ul>
      {account.lockNextStep === null ? (
        <p className="muted">It cannot be held more firmly.</p>
      ) : (
        <p>
          <b className="strong">To strengthen it:</b> {account.lockNextStep}
        </p>
      )}
    </Section>
  );
}
