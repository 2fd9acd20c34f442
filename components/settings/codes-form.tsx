'use client';

import { useActionState } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { SendButton } from '../ui/send-button.tsx';

type Outcome = { ok: true; shown?: string } | { ok: false; message: string };
type Shown = { secret: string; uri: string; qr: { size: number; path: string } };

/** Makes the secret of an authenticator app and shows it once: as a picture, as a link, as text. One that waits is replaced. */
export function CodesForm({
  enrol,
  hasWaiting,
}: {
  enrol: (previous: Outcome | null, form: FormData) => Promise<Outcome>;
  /** Whether some were set up that nobody has confirmed yet. */
  hasWaiting: boolean;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(enrol, null);
  const shown = outcome?.ok === true && outcome.shown !== undefined ? outcome.shown : null;
  return (
    <form action={submit} className="stack-tight">
      {shown === null ? (
        hasWaiting ? (
          <p className="muted">
            Yours wait for an administrator. Their secret is not shown again; starting over makes another one
            in its place.
          </p>
        ) : null
      ) : (
        <Secret {...(JSON.parse(shown) as Shown)} />
      )}
      <div className="act">
        <SendButton type="submit" className="btn btn-plain" isWaiting={pending}>
          {shown === null && !hasWaiting ? 'Set up one-time codes' : 'Start over with another secret'}
        </SendButton>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        </span>
      </div>
    </form>
  );
}

function Secret({ secret, uri, qr: { size, path } }: Shown) {
  return (
    <div className="callout codes-secret">
      <svg
        className="codes-qr"
        role="img"
        aria-label="QR code of the secret; the text beside it says the same"
        viewBox={`0 0 ${String(size)} ${String(size)}`}
        shapeRendering="crispEdges"
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <div className="stack-tight">
        <p role="status">
          Scan this with an authenticator app, or type the secret. It is shown now and never again.
        </p>
        <span className="copy-id">
          {/* In fours, as people type; copied as it is. */}
          <span className="mono codes-text">{(secret.match(/.{1,4}/g) ?? []).join(' ')}</span>
          <CopyButton text={secret} what="secret" className="icon-btn" />
        </span>
        <a className="link small" href={uri}>
          Open it in an app on this device
        </a>
        <p className="small muted">
          Then read the fingerprint above to an administrator, who confirms that it is yours; from then on its
          codes count.
        </p>
      </div>
    </div>
  );
}
