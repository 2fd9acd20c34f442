import Link from 'next/link';
import type { StepUpWays } from '#lib/approvals/types.ts';
import { DemoCode } from './demo-code.tsx';
import { NextCode } from './next-code.tsx';
import { PasskeyButton } from './passkey-button.tsx';

/**
 * The part of a form that proves that its sender is there: a one-time code, which needs no script, and a passkey where
 * there is one. The form's action reads it with `confirmationOf(form)` and hands it to `provePresence`.
 * @param purpose what is decided, as `lib/approvals/step-up/schemas.ts` names it
 * @param root the hash of exactly what is shown: `approvalLeaf` of one, `treeOf(…).root` of many
 * @param label of the passkey's button, which sends the form
 */
export function StepUpFields({
  ways,
  purpose,
  root,
  label = 'Confirm with passkey',
}: {
  ways: StepUpWays;
  purpose: string;
  root: string;
  label?: string;
}) {
  if (!ways.hasCodes && !ways.hasPasskey)
    return (
      <p className="step-up small">
        Money decisions need a passkey or one-time codes, and you have none that counts yet.{' '}
        <Link href="/settings/security" className="link">
          Add one
        </Link>
      </p>
    );
  const id = `code-${root.slice(0, 12)}`;
  return (
    <div className="step-up">
      {ways.hasCodes ? (
        <span className="field">
          <label htmlFor={id}>One-time code</label>
          <input
            id={id}
            name="code"
            className="input mono step-up-code"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="\s*[0-9]{3}\s?[0-9]{3}\s*"
            title="The six digits that your authenticator app shows"
            maxLength={12}
            required={!ways.hasPasskey}
          />
          {ways.nextCodeAt === null || ways.demo !== null ? null : (
            <NextCode at={ways.nextCodeAt.toISOString()} />
          )}
        </span>
      ) : null}
      {ways.hasPasskey ? <PasskeyButton purpose={purpose} root={root} label={label} /> : null}
      {ways.demo === null ? null : <DemoCode key={ways.demo.lastStep} demo={ways.demo} fills={id} />}
    </div>
  );
}
