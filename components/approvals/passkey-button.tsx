'use client';

import { useState, useSyncExternalStore } from 'react';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { askOwnSite } from './ask-own-site.ts';
import { hiddenFields } from './hidden-fields.ts';
import { passkeyRefusal } from './passkey-refusal.ts';

type Challenge = { challengeId: string; options: PublicKeyCredentialRequestOptionsJSON };

const never = (): (() => void) => () => undefined;

/**
 * Asks the passkey to sign exactly what is shown, then sends the form that it stands in. Needs a script: without one it is not there.
 * @param isInstead a code would do as well
 */
export function PasskeyButton({
  purpose,
  root,
  label,
  isInstead = false,
}: {
  purpose: string;
  root: string;
  label: string;
  isInstead?: boolean;
}) {
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
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
  const sign = async (form: HTMLFormElement | null): Promise<void> => {
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
      <button
        type="button"
        className="btn btn-primary"
        disabled={waits}
        onClick={({ currentTarget }) => void sign(currentTarget.form)}
      >
        {waits ? 'Waiting for your passkey' : label}
      </button>
      <span role="status" className="small t-failed">
        {said}
      </span>
    </span>
  );
}
