/** A text field of a form; empty when it is missing or a file, which the verb's own parsing then refuses. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
