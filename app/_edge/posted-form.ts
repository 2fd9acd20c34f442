const NO_FORM = 'Send a form: its fields, encoded as a browser does.';

/** The form of a post, or the answer to a post that brought none: a program's mistake, not ours. */
export async function postedForm(request: Request): Promise<FormData | Response> {
  try {
    return await request.formData();
  } catch (error) {
    // What the platform throws for a body that is no form, or a broken one.
    if (error instanceof TypeError) return new Response(NO_FORM, { status: 400 });
    throw error;
  }
}
