'use client';

import { useState, useSyncExternalStore } from 'react';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { askOwnSite } from '../approvals/ask-own-site.ts';
import { hiddenFields } from '../approvals/hidden-fields.ts';
import { passkeyRefusal } from '../approvals/passkey-refusal.ts';
import { SendButton } from '../ui/send-button.tsx';

type Challenge = { challengeId: string; options: PublicKeyCredentialRequestOptionsJSON };

const never = (): (() => void) => () => undefined;

/**
 * Stops with a passkey instead of a code. What it signs is known when the form is filled in, so the hash is made here,
 * the same one as in `lib/kill-switch/press-leaf.ts`; the server makes its own and takes no other signature.
 * @param isInstead a code would do as well, and has the red button: one of the two stands out
 */
export function PressPasskey({ isInstead }: { isInstead: boolean }) {
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
  const canSign = useSyncExternalStore(
    never,
    () => window.isSecureContext,
    () => false,
  );
  if (!canSign) return null;
  const press = async (form: HTMLFormElement | null): Promise<void> => {
    const code = form?.elements.namedItem('code');
    if (code instanceof HTMLInputElement) code.required = false;
    if (form?.reportValidity() !== true) return;
    setSaid('');
    setWaits(true);
    try {
      const { challengeId, options } = await askOwnSite<Challenge>('/api/step-up/challenges', {
        purpose: 'kill_switch.engage',
        root: await pressHash(new FormData(form)),
      });
      const { startAuthentication } = await import('@simplewebauthn/browser');
      const assertion = await startAuthentication({ optionsJSON: options });
      hiddenFields(form, { challengeId, assertion: JSON.stringify(assertion) });
      form.requestSubmit();
    } catch (error) {
      if (code instanceof HTMLInputElement) code.required = true;
      setSaid(passkeyRefusal(error));
      setWaits(false);
    }
  };
  return (
    <span className="step-up-passkey">
      {isInstead ? <span className="small muted">or, without a code,</span> : null}
      <SendButton
        type="button"
        className={`btn ${isInstead ? 'btn-danger-plain' : 'btn-danger'} press-button`}
        isWaiting={waits}
        onClick={({ currentTarget }) => void press(currentTarget.form)}
      >
        {waits ? 'Waiting for your passkey' : 'Stop payouts with passkey'}
      </SendButton>
      <span role="status" className="small t-failed">
        {said}
      </span>
    </span>
  );
}

async function pressHash(form: FormData): Promise<string> {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const scope = text('scope');
  const cancels = text('cancelsPending') === 'yes' ? 'cancel' : 'keep';
  const parts = [scope, scope === 'everything' ? '' : text(scope), cancels, text('reason')].join('\n');
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
