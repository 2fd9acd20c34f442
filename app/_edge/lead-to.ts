/** Leads a browser on after a form. @param location an address of ours */
export function leadTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

/** Longer than any token of ours; what somebody else made up is not carried on whole. */
const TOKEN_LENGTH_MAX = 100;

/** Back to the form behind a link, with what was wrong. @param page where it stands @param token of the link */
export function backToForm(page: string, token: string, problem: string): Response {
  return leadTo(
    `${page}?${new URLSearchParams({ token: token.slice(0, TOKEN_LENGTH_MAX), problem }).toString()}`,
  );
}
