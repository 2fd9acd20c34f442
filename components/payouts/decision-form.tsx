'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { createContext, use, useActionState, useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { offerUndo, type UndoOffer } from './undo-offer.ts';
import { SendButton } from '../ui/send-button.tsx';

type Scope = {
  submit: (form: FormData) => void;
  onSend: () => void;
  outcome: Outcome | null;
  isPending: boolean;
};

const ScopeContext = createContext<Scope | null>(null);

/**
 * Hears what became of a decision, and opens the next item after one. It stands around its form and stays when the form
 * goes, because what was decided is read anew together with the answer.
 * @param nextHref null stays @param undo what the offer to take it back names
 */
export function DecisionScope({
  action,
  nextHref,
  undo,
  children,
}: {
  action: FormAction;
  nextHref: Route | null;
  undo?: Pick<UndoOffer, 'payoutRequestId' | 'name' | 'isKept'>;
  children: ReactNode;
}) {
  const router = useRouter();
  // The action itself, not a function around it: only then the form also works without JavaScript.
  const [outcome, submit, isPending] = useActionState<Outcome | null, FormData>(action, null);
  // Of the moment when it was sent: with the answer the list is read anew, in which a decided item may have no next one.
  const sent = useRef<{ next: Route | null; at: number }>({ next: null, at: 0 });
  const onSend = (): void => {
    sent.current = { next: nextHref, at: Date.now() };
  };
  const onAnswer = useEffectEvent((answer: Outcome) => {
    if (!answer.ok) {
      // What was refused may stand otherwise by now: a fresh preview, with the reason beside it.
      router.refresh();
      return;
    }
    if (undo !== undefined)
      offerUndo(
        { ...undo, missing: answer.shown === 'approved' ? null : (answer.shown ?? null) },
        sent.current.at,
      );
    if (sent.current.next !== null) router.push(sent.current.next, { scroll: false });
  });
  useEffect(() => {
    if (outcome !== null) onAnswer(outcome);
  }, [outcome]);
  return <ScopeContext value={{ submit, onSend, outcome, isPending }}>{children}</ScopeContext>;
}

/**
 * The form of one decision. Works as a plain form post too.
 * @param label null where only what stands under the button sends it @param pendingLabel what it does, said while the answer is awaited @param after stands there: another way to send it
 */
export function ScopedForm({
  fields,
  label,
  pendingLabel,
  kind = 'primary',
  isUndo = false,
  after,
  children,
}: {
  fields: Readonly<Record<string, string>>;
  label: string | null;
  pendingLabel: string;
  kind?: 'primary' | 'plain' | 'danger';
  isUndo?: boolean;
  after?: ReactNode;
  children?: ReactNode;
}) {
  const scope = use(ScopeContext);
  if (scope === null) throw new Error('A decision’s form stands in a DecisionScope.');
  const { submit, onSend, outcome, isPending } = scope;
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} onSubmit={onSend} className="decide-form">
      {children}
      <div className="decide-send">
        {label === null ? null : (
          <SendButton
            type="submit"
            className={`btn btn-${kind}`}
            isWaiting={isPending}
            label={label}
            pendingLabel={pendingLabel}
            {...(isUndo ? { 'data-undo': '' } : {})}
          />
        )}
        <span role="alert" className="t-failed small">
          <FormRefusal />
        </span>
      </div>
      {after}
    </AnsweredForm>
  );
}
