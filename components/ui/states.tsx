import type { ReactNode } from 'react';

/** Nothing to show: why, and the next step. @param actions buttons that drop a filter or lead on */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children ? <div className="soft">{children}</div> : null}
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  );
}

/** What failed, whether money is affected, what to do; stands for the whole page. @param reference what to tell whoever looks into it */
export function ErrorState({
  title,
  children,
  reference,
  actions,
}: {
  title: string;
  children: ReactNode;
  reference?: string | undefined;
  actions?: ReactNode;
}) {
  return (
    <div className="state" role="alert">
      <h1>{title}</h1>
      <p>{children}</p>
      <div className="actions">
        {actions}
        {reference ? (
          <span className="small muted ref">
            Reference <span className="mono">{reference}</span>
          </span>
        ) : null}
      </div>
    </div>
  );
}

const READ_AGAIN_SECONDS = 2;

/** In a skeleton for a whole page: what comes behind it takes a script to be seen, so without one it is read again. */
export function ReadAgain() {
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(READ_AGAIN_SECONDS)} />
    </noscript>
  );
}

/** A page that is being read and has no shape of its own: its head and some lines. */
export function SkeletonPage({ title, label }: { title: ReactNode; label: string }) {
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          <p aria-hidden="true">
            <svg className="skel" width="260" height="9" />
          </p>
        </div>
      </div>
      <SkeletonTable label={label} columns={['What', 'State']} />
      <ReadAgain />
    </div>
  );
}

const SKELETON_WIDTHS = [150, 196, 122, 170, 138];

/** A table that is being read: same heights as the rows that will come. @param label said to screen readers */
export function SkeletonTable({
  label,
  columns,
  rows = 8,
}: {
  label: string;
  columns: readonly string[];
  rows?: number;
}) {
  return (
    <div className="skeleton" aria-busy="true">
      <p className="vh">{label}</p>
      <table className="data plain-rows" aria-hidden="true">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {columns.map((column, position) => (
                <td key={column}>
                  <svg
                    className="skel"
                    width={position === 0 ? SKELETON_WIDTHS[row % SKELETON_WIDTHS.length] : 64}
                    height="9"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
