/** The form behind a single-use link. A plain post, so it works without scripts. */
export function NewPassword({
  person,
  token,
  lengthMin,
  problem,
}: {
  person: { name: string; email: string };
  token: string;
  lengthMin: number;
  problem: string | null;
}) {
  return (
    <>
      <div>
        <h1>Set your password</h1>
        <p className="soft">
          For {person.name}, {person.email}.
        </p>
      </div>
      {problem === null ? null : (
        <p className="callout failed" role="alert" id="problem">
          {problem}
        </p>
      )}
      <form action="/invitation/password" method="post" className="gate-form">
        <input type="hidden" name="token" value={token} />
        {/* Tells password managers whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={person.email} />
        <div className="field">
          <label htmlFor="password">New password</label>
          <input
            className="input"
            id="password"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={lengthMin}
            maxLength={128}
            aria-describedby={problem === null ? 'password-hint' : 'password-hint problem'}
          />
          <span className="hint" id="password-hint">
            At least {lengthMin} characters. A few words that do not belong together are best.
          </span>
        </div>
        <div className="field">
          <label htmlFor="again">The same again</label>
          <input
            className="input"
            id="again"
            name="again"
            type="password"
            autoComplete="new-password"
            required
            maxLength={128}
          />
        </div>
        <button type="submit" className="btn btn-primary btn-block">
          Set password
        </button>
      </form>
    </>
  );
}
