'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState, type SubmitEvent } from 'react';
import { SendButton } from '../ui/send-button.tsx';

type Answer = { ok: boolean; message: string };

const LOST = 'The answer did not get through. Nothing is lost here; send it again.';

/**
 * An owner's answer with its files. A plain form post, so that it works without scripts; with them what was typed and chosen
 * stays when it is refused.
 */
export function AnswerForm({
  address,
  mediaTypes,
  filesMax,
  fileBytesMax,
}: {
  address: string;
  mediaTypes: readonly string[];
  filesMax: number;
  fileBytesMax: number;
}) {
  const router = useRouter();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const send = async (form: HTMLFormElement): Promise<void> => {
    setSending(true);
    setProblem(null);
    const tooMuch = faultOf([...(field.current?.files ?? [])], filesMax, fileBytesMax);
    const answer =
      tooMuch === null ? await post(address, new FormData(form)) : { ok: false, message: tooMuch };
    setSending(false);
    if (!answer.ok) {
      setProblem(answer.message);
      return;
    }
    // The page says what was sent, and has no form any more.
    router.refresh();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void send(event.currentTarget);
  };
  return (
    <form
      action={address}
      method="post"
      encType="multipart/form-data"
      className="gate-form"
      onSubmit={submit}
    >
      <div className="field">
        <label htmlFor="answer-text">Your answer</label>
        <textarea className="input" id="answer-text" name="text" rows={5} maxLength={4_000} />
      </div>
      <div className="field">
        <label htmlFor="answer-files">Files</label>
        <input
          className="input"
          id="answer-files"
          ref={field}
          name="files"
          type="file"
          multiple
          accept={mediaTypes.join(',')}
          aria-describedby={problem === null ? 'answer-hint' : 'answer-hint answer-problem'}
        />
        <span className="hint" id="answer-hint">
          PDF, JPEG or PNG, at most {filesMax} files of 5 MB each. Only people who check accounts see them.
        </span>
      </div>
      {problem === null ? null : (
        <p className="callout failed" role="alert" id="answer-problem">
          {problem}
        </p>
      )}
      <SendButton type="submit" className="btn btn-primary" isWaiting={isSending}>
        {isSending ? 'Sending' : 'Send'}
      </SendButton>
      <p className="small muted">You can send one answer. If we need more, we ask again.</p>
    </form>
  );
}

/** Said before anything is sent over a slow line; the server looks again. */
function faultOf(files: readonly File[], filesMax: number, fileBytesMax: number): string | null {
  if (files.length > filesMax) return `Send at most ${String(filesMax)} files with one answer.`;
  const large = files.find(({ size }) => size > fileBytesMax);
  return large === undefined ? null : `“${large.name}” is larger than 5 MB. Send a smaller copy.`;
}

async function post(address: string, body: FormData): Promise<Answer> {
  try {
    const response = await fetch(address, { method: 'POST', body, headers: { accept: 'application/json' } });
    if (!response.headers.get('content-type')?.includes('application/json'))
      return { ok: false, message: LOST };
    return (await response.json()) as Answer; // our own route's
  } catch (error) {
    // A line that broke; anything else is a mistake of ours.
    if (error instanceof TypeError) return { ok: false, message: LOST };
    throw error;
  }
}
