/**
 * E-mail and password. A plain post to next-auth, so it works without scripts.
 * @param typed the address of a try that was refused just now @param problem why it was, beside the field to type into again
 */
export function PasswordSignIn({
  csrfToken,
  target,
  isMain,
  isOwner = false,
  typed = '',
  problem = null,
}: {
  csrfToken: string;
  target: string;
  isMain: boolean;
  /** Of the owner of a connected account, who is no colleague. */
  isOwner?: boolean;
  typed?: string;
  problem?: string | null;
}) {
  return (
    <form
      action={`/api/auth/callback/${isOwner ? 'owner-password' : 'password'}`}
      method="post"
      className="gate-form"
    >
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={target} />
      <div className="field">
        <label htmlFor="email">E-mail</label>
        <input
          className="input"
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={typed}
          required
          maxLength={200}
        />
      </div>
      <div className="field">
        <label htmlFor="password">Password</label>
        <input
          className="input"
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
          {...(problem === null
            ? {}
            : {
                'aria-invalid': true,
                'aria-errormessage': 'sign-in-problem',
                'aria-describedby': 'sign-in-problem',
                // What was typed before stands; this one field is empty.
                autoFocus: typed !== '',
              })}
        />
        {problem === null ? null : (
          <span className="error" id="sign-in-problem" role="alert">
            {problem}
          </span>
        )}
      </div>
      <button type="submit" className={isMain ? 'btn btn-primary btn-block' : 'btn btn-plain btn-block'}>
        Sign in
      </button>
    </form>
  );
}
