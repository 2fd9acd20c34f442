import type { BulkPreview } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';

/** What a decision on many will do, in numbers and sums, as the very lines whose hash is confirmed with it. */
export function BulkPreviewLines({ preview }: { preview: BulkPreview }) {
  return (
    <section className="bulk-preview" aria-label="What this will do">
      {preview.groups.map(({ title, lines }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {lines.map(({ words, count, totals }) => (
              <li key={words}>
                {count === null ? null : (
                  <b className="bulk-preview-count">{count.toLocaleString('en-GB')}</b>
                )}
                <span className="bulk-preview-words">{words}</span>
                {totals.length === 0 ? null : (
                  <span className="bulk-preview-sums small muted">
                    {totals.map((total) => (
                      <Amount key={total.currency} value={total} run />
                    ))}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="small muted">
        Preview <span className="mono">{preview.previewHash.slice(0, 12)}</span>. If any of this is otherwise
        when you confirm, nothing is decided.
      </p>
    </section>
  );
}
