'use client';

import { useState, useSyncExternalStore } from 'react';
import { useFormStatus } from 'react-dom';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { askOwnSite } from './ask-own-site.ts';
import { hiddenFields } from './hidden-fields.ts';
import { passkeyRefusal } from './passkey-refusal.ts';
import { SendButton } from '../ui/send-button.tsx';

type Challenge = { challengeId: string; options: PublicKeyCredentialRequestOptionsJSON };

const never = (): (() => void) => () => undefined;

const CHANGED_MEANWHILE =
  'Facts have changed since this was shown to you. Nothing was sent. Look at what stands here now, then confirm.';

/**
 * Asks the passkey to sign exactly what is shown, then sends the form that it stands in. Needs a script: without one it is not there.
 * @param pendingLabel said while its form is sent @param isInstead a code would do as well
 */
export function PasskeyButton({
  purpose,
  root,
  label,
  pendingLabel,
  isInstead = false,
}: {
  purpose: string;
  root: string;
  label: string;
  pendingLabel?: string | undefined;
  isInstead?: boolean;
}) {
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
  const { pending } = useFormStatus();
  const hasScript = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!hasScript)
    return isInstead ? null : (
      <noscript>
        <p className="small">Your passkey needs scripts, and they are switched off in this browser.</p>
      </noscript>
    );
  const sign = async (button: HTMLButtonElement): Promise<void> => {
    const { form } = button;
    setSaid('');
    setWaits(true);
    try {
      const { challengeId, options } = await askOwnSite<Challenge>('/api/step-up/challenges', {
        purpose,
        root,
      });
      const { startAuthentication } = await import('@simplewebauthn/browser');
      const assertion = await startAuthentication({ optionsJSON: options });
      if (form === null) return;
      // The page was read again while the passkey was asked: sent now, it would be signed for something else.
      if (button.dataset['root'] !== root) {
        setSaid(CHANGED_MEANWHILE);
        return;
      }
      const fields = hiddenFields(form, { challengeId, assertion: JSON.stringify(assertion) });
      form.requestSubmit();
      for (const field of fields) field.remove();
    } catch (error) {
      setSaid(passkeyRefusal(error));
    } finally {
      setWaits(false);
    }
  };
  return (
    <span className="step-up-passkey">
      {isInstead ? <span className="small muted">or, without a code,</span> : null}
      <SendButton
        type="button"
        className="btn btn-primary"
        data-root={root}
        isWaiting={waits || pending}
        label={label}
        pendingLabel={waits ? 'Waiting for your passkey' : pendingLabel}
        onClick={({ currentTarget }) => void sign(currentTarget)}
      />
      <span role="status" className="small t-failed">
        {said}
      </span>
    </span>
  );
}
