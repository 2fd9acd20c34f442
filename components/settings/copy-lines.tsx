import { CopyButton } from '../ui/copy-button.tsx';

/** Text to take elsewhere, as it is. Without a script it can be selected. @param what names it for screen readers */
export function CopyLines({ text, what }: { text: string; what: string }) {
  return (
    <div className="copy-lines">
      <pre className="mono" tabIndex={0} role="region" aria-label={what}>
        {text}
      </pre>
      <div className="act">
        <CopyButton
          text={text}
          what={what}
          label={
            <>
              Copy<span className="vh"> {what}</span>
            </>
          }
          className="btn btn-plain btn-sm"
        />
      </div>
    </div>
  );
}
