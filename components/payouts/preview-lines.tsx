import type { Route } from 'next';
import Link from 'next/link';
import type { DecisionPreview } from '#lib/approvals/types.ts';

/**
 * What approving will do, as the very lines whose hash the decision carries.
 * @param isApproved nothing is left to be confirmed
 */
export function PreviewLines({
  preview,
  isApproved = false,
}: {
  preview: DecisionPreview;
  isApproved?: boolean;
}) {
  return (
    <div className="preview">
      {preview.groups.map(({ title, lines }) => (
        <section key={title}>
          <h4>{title}</h4>
          {lines.some(({ after }) => after !== undefined) ? (
            <table className="data plain-rows">
              <caption className="vh">{title}, now and after</caption>
              <thead>
                <tr>
                  <th scope="col">Balance of this account</th>
                  <th scope="col" className="n">
                    Now
                  </th>
                  <th scope="col" className="n">
                    After
                  </th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ name, value, after }) => (
                  <tr key={name} className={after === value ? 'muted-row' : undefined}>
                    <th scope="row">{name}</th>
                    <td className="n">{value}</td>
                    <td className="n">{after ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : title === CALL ? (
            <pre className="call" tabIndex={0} role="group" aria-label="The exact Stripe call">
              {lines.map(({ name, value }) => (
                <span key={name} className="call-line">
                  {name === 'Request' ? (
                    <b>{value}</b>
                  ) : (
                    <>
                      {name}: {value}
                    </>
                  )}
                  {'\n'}
                </span>
              ))}
            </pre>
          ) : (
            <dl className="dl">
              {lines.map(({ name, value, href }) => (
                <div key={name} className="dl-row">
                  <dt>
                    {href === undefined ? (
                      name
                    ) : (
                      <Link href={href as Route} prefetch={false} className="link">
                        {name}
                      </Link>
                    )}
                  </dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </section>
      ))}
      <p className="small muted">
        Preview <span className="mono">{preview.previewHash.slice(0, 12)}</span>, version {preview.version}.
        {isApproved ? null : 'If any of this changes before you confirm, nothing is decided.'}
      </p>
    </div>
  );
}

const CALL = 'The call to Stripe';
