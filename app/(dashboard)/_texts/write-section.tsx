import type { ReactNode } from 'react';
import { PolicyEditor } from '#components/payouts/policy-editor.tsx';
import type { FormAction } from '#components/ui/answered-form.tsx';
import { Section } from '#components/ui/card.tsx';
import type { TextVersion } from '#lib/versioned-texts/types.ts';

/** Where the next version is written. @param text to begin with, where there is no draft @param children how lines are written */
export function WriteSection({
  draft,
  text,
  action,
  label,
  children,
}: {
  draft: TextVersion | null;
  text: string;
  action: FormAction;
  label?: string;
  children: ReactNode;
}) {
  return (
    <Section
      id="write"
      title={draft === null ? 'Write a draft' : 'Change the draft'}
      lead="A draft decides nothing. Once it is saved it is compared with what is in force and tried on the past."
    >
      <PolicyEditor
        {...(label === undefined ? {} : { label })}
        action={action}
        text={draft?.text ?? text}
        seenHash={draft?.textHash ?? null}
      />
      {children}
    </Section>
  );
}
