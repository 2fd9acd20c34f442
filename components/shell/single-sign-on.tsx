/** Leads to the identity provider. A plain post to next-auth, so it works without scripts. */
export function SingleSignOn({ csrfToken, target }: { csrfToken: string; target: string }) {
  return (
    <form action="/api/auth/signin/oidc" method="post">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={target} />
      <button type="submit" className="btn btn-primary btn-block">
        Continue with single sign-on
      </button>
    </form>
  );
}
