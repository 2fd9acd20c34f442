import Link from 'next/link';
import type { StepUpWays } from '#lib/approvals/types.ts';
import { DemoCode } from './demo-code.tsx';
import { NextCode } from './next-code.tsx';
import { PasskeyButton } from './passkey-button.tsx';

const fieldId = (root: string): string => `code-${root.slice(0, 12)}`;

/** Whether somebody has anything to prove their presence with. */
export const hasAnyWay = ({ hasCodes, hasPasskey }: StepUpWays): boolean => hasCodes || hasPasskey;

/**
 * The field of a form that proves that its sender is there: a one-time code, which needs no script. The form's button that
 * sends it stands beside it, `OtherWay` after that. The form's action reads it with `confirmationOf(form)` and hands it to
 * `provePresence`. Whoever has nothing to prove it with is told so instead.
 * @param root the hash of exactly what is shown: `approvalLeaf` of one, `treeOf(…).root` of many
 */
export function StepUpFields({ ways, root }: { ways: StepUpWays; root: string }) {
  if (!hasAnyWay(ways))
    return (
      <p className="small">
        Money decisions need a passkey or one-time codes, and you have none that counts yet.{' '}
        <Link href="/settings/security" className="link">
          Add one
        </Link>
      </p>
    );
  if (!ways.hasCodes) return null;
  return (
    <span className="step-up field">
      <label htmlFor={fieldId(root)}>One-time code</label>
      <input
        id={fieldId(root)}
        name="code"
        className="input mono step-up-code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\s*[0-9]{3}\s?[0-9]{3}\s*"
        title="The six digits that your authenticator app shows"
        maxLength={12}
        required={!ways.hasPasskey}
      />
    </span>
  );
}

/**
 * What stands under a code and the button that sends it: when the next one counts, and the passkey, which is enough by itself.
 * @param purpose what is decided, as `lib/approvals/step-up/schemas.ts` names it @param root as the field's
 * @param label of the passkey's button, which sends the form @param pendingLabel of the same while it does
 */
export function OtherWay({
  ways,
  purpose,
  root,
  label,
  pendingLabel,
}: {
  ways: StepUpWays;
  purpose: string;
  root: string;
  label: string;
  pendingLabel?: string;
}) {
  const { hasCodes, hasPasskey, nextCodeAt, demo } = ways;
  if (!hasAnyWay(ways)) return null;
  return (
    <div className="step-up-rest">
      {!hasCodes || nextCodeAt === null || demo !== null ? null : <NextCode at={nextCodeAt.toISOString()} />}
      {demo === null ? null : <DemoCode key={demo.lastStep} demo={demo} fills={fieldId(root)} />}
      {hasPasskey ? (
        <PasskeyButton
          purpose={purpose}
          root={root}
          label={label}
          pendingLabel={pendingLabel}
          isInstead={hasCodes}
        />
      ) : null}
    </div>
  );
}
