import { NewPasswordFields } from '../ui/new-password-fields.tsx';

/** The form behind an invitation's link. A plain post, so it works without scripts. */
export function AcceptInvitation({
  businessName,
  token,
  lengthMin,
  problem,
  isOwner,
  needsCode,
}: {
  businessName: string;
  token: string;
  lengthMin: number;
  problem: string | null;
  /** They have accepted before, and choose another password. */
  isOwner: boolean;
  /** The account was there before: somebody told them the other half of the key. */
  needsCode: boolean;
}) {
  return (
    <>
      <div>
        <h1>
          Welcome, <bdi>{businessName}</bdi>
        </h1>
        <p className="soft">
          {isOwner
            ? 'Choose another password. The old one works no more then, and whoever is signed in with it is signed out.'
            : 'Choose a password. Then you see your money here, and what is still asked for.'}
        </p>
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
        {needsCode ? (
          <div className="field">
            <label htmlFor="code">The code that you were told</label>
            <input
              className="input mono"
              id="code"
              name="code"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              required
              maxLength={40}
            />
          </div>
        ) : null}
        <NewPasswordFields lengthMin={lengthMin} hasProblem={problem !== null} />
        <button type="submit" className="btn btn-primary btn-block">
          {isOwner ? 'Set password' : 'Accept'}
        </button>
      </form>
    </>
  );
}
