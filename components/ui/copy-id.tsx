import { CopyButton } from './copy-button.tsx';

/** An id in full with a button that copies it. @param what names the id for screen readers, e.g. `payout id` */
export function CopyId({ id, what = 'id' }: { id: string; what?: string }) {
  return (
    <span className="copy-id">
      <span className="mono">{id}</span>
      <CopyButton
        text={id}
        what={what}
        label={<span className="vh">{`Copy ${what} ${id}`}</span>}
        className="icon-btn"
      />
    </span>
  );
}
