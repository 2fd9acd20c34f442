import type { ReactNode } from 'react';
import type { StepUpWays } from '#lib/approvals/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { hasAnyWay, OtherWay, StepUpFields } from './step-up-fields.tsx';

/**
 * One act that takes its sender's presence. Who has nothing to prove it with is told so and sees no button.
 * @param does the act as the beginning of a sentence, such as `Release`
 * @param root the hash of exactly what is shown; the form carries it, too @param children fields that stand before the proof
 */
export function ConfirmForm({
  action,
  fields,
  ways,
  purpose,
  root,
  does,
  pendingLabel,
  kind = 'primary',
  children,
}: {
  action: FormAction;
  fields: Readonly<Record<string, string>>;
  ways: StepUpWays;
  purpose: string;
  root: string;
  does: string;
  pendingLabel: string;
  kind?: 'primary' | 'danger';
  children?: ReactNode;
}) {
  if (!hasAnyWay(ways)) return <StepUpFields ways={ways} root={root} />;
  return (
    <ActionForm
      action={action}
      fields={{ ...fields, root }}
      kind={ways.hasPasskey ? 'plain' : kind}
      label={!ways.hasCodes ? null : ways.hasPasskey ? `${does} with the code` : does}
      pendingLabel={pendingLabel}
      className="confirm-form"
      readsAgain
      after={
        <OtherWay
          ways={ways}
          purpose={purpose}
          root={root}
          label={`${does} with passkey`}
          pendingLabel={pendingLabel}
        />
      }
    >
      {children}
      <StepUpFields ways={ways} root={root} />
    </ActionForm>
  );
}
