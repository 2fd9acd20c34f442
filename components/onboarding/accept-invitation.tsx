/** The form behind an invitation's link. A plain post, so it works without scripts. */
export function AcceptInvitation({
  businessName,
  token,
  lengthMin,
  problem,
}: {
  businessName: string;
  token: string;
  lengthMin: number;
  problem: string | null;
}) {
  return (
    <>
      <div>
        <h1>
          Welcome, <bdi>{businessName}</bdi>
        </h1>
        <p className="soft">Choose a password. Then you see your money here, and what is still asked for.</p>
      </div>
      {problem === null ? null : (
        <p className="callout failed" role="alert" id="problem">
          {problem}
        </p>
      )}
      <form action="/invitation/seller/password" method="post" className="gate-form">
        <input type="hidden" name="token" value={token} />
        <div className="field">
          <label htmlFor="email">Your e-mail, to which this link was sent</label>
          <input
            className="input"
            id="email"
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={200}
          />
        </div>
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
            aria-describedby="password-hint"
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
          Accept
        </button>
      </form>
    </>
  );
}
