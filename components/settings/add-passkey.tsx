'use client';

import { useActionState, useState, useSyncExternalStore } from 'react';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { askOwnSite } from '../approvals/ask-own-site.ts';
import { hiddenFields } from '../approvals/hidden-fields.ts';
import { passkeyRefusal } from '../approvals/passkey-refusal.ts';
import { SendButton } from '../ui/send-button.tsx';

type Asked = { challengeId: string; options: PublicKeyCredentialCreationOptionsJSON };

const never = (): (() => void) => () => undefined;
/** What keeps this browser from making one, in words; null when nothing does. */
function obstacle(host: string): string | null {
  if (!('credentials' in navigator) || !window.isSecureContext)
    return 'This browser makes passkeys only over https or on localhost. Use one-time codes here.';
  if (window.location.hostname !== host)
    return `Passkeys of this site work at ${host}, and you opened it at ${window.location.hostname}. Open it there first.`;
  return null;
}

/** @param host where passkeys of this site work */
export function AddPasskey({ enrol, host }: { enrol: FormAction; host: string }) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(enrol, null);
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
  const hindered = useSyncExternalStore(
    never,
    () => obstacle(host),
    () => 'Adding a passkey needs JavaScript. One-time codes work without it.',
  );
  const make = async (form: HTMLFormElement | null): Promise<void> => {
    if (form?.reportValidity() !== true) return;
    setSaid('');
    setWaits(true);
    try {
      const { challengeId, options } = await askOwnSite<Asked>('/api/step-up/passkeys', {});
      const { startRegistration } = await import('@simplewebauthn/browser');
      const registration = await startRegistration({ optionsJSON: options });
      const fields = hiddenFields(form, { challengeId, registration: JSON.stringify(registration) });
      form.requestSubmit();
      for (const field of fields) field.remove();
    } catch (error) {
      setSaid(passkeyRefusal(error));
    } finally {
      setWaits(false);
    }
  };
  // As high as the form that takes its place when a script has run.
  if (hindered !== null) return <p className="muted passkey-room">{hindered}</p>;
  return (
    <AnsweredForm outcome={outcome} submit={submit} className="act add-passkey passkey-room">
      <span className="field">
        <label htmlFor="passkey-name">What you call it</label>
        <input
          id="passkey-name"
          name="name"
          className="input"
          required
          maxLength={60}
          placeholder="Blue key on my key ring"
          autoComplete="off"
        />
      </span>
      <SendButton
        type="button"
        className="btn btn-primary"
        isWaiting={waits || pending}
        onClick={({ currentTarget }) => void make(currentTarget.form)}
      >
        {waits ? 'Waiting for your device' : 'Add a passkey'}
      </SendButton>
      <span className="act-message" role="status">
        {said === '' ? null : <span className="t-failed">{said}</span>}
        <FormRefusal />
        {outcome?.ok === true ? (
          <span className="muted">Added. It counts when an administrator has confirmed it.</span>
        ) : null}
      </span>
    </AnsweredForm>
  );
}
