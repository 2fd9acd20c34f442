/** Puts answers that count once into a form that is about to be sent; the caller takes them out again afterwards. */
export function hiddenFields(form: HTMLFormElement, answers: Record<string, string>): HTMLInputElement[] {
  return Object.entries(answers).map(([name, value]) => {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
    return field;
  });
}
