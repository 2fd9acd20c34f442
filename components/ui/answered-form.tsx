'use client';

import {
  createContext,
  use,
  useEffect,
  useInsertionEffect,
  useRef,
  useState,
  type SubmitEventHandler,
  type ReactNode,
} from 'react';
import { createPortal } from 'react-dom';

/** What an action answers; `whose` says for whom is what is `shown`, and `fields` names those of the form that are wrong, each with its sentence. */
export type Outcome =
  | { ok: true; shown?: string; whose?: string }
  | { ok: false; code?: string; message: string; fields?: Readonly<Record<string, string>> };

export type FormAction = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/** Of a refusal, what no field could be found for. */
const RestContext = createContext<string | null>(null);

/**
 * The form of every action. When it is refused, nothing that was typed or chosen is lost, what is wrong stands beside its
 * field, and the first such field has the focus; `FormRefusal` says the rest beside the button. Works as a plain form
 * post too: the whole refusal stands beside the button then.
 * @param outcome the newest answer of `useActionState` @param submit its action
 */
export function AnsweredForm({
  outcome,
  submit,
  fields = {},
  className,
  onSubmit,
  children,
}: {
  outcome: Outcome | null;
  submit: (form: FormData) => void;
  /** Hidden values: ids, versions, hashes. */
  fields?: Readonly<Record<string, string>>;
  className?: string;
  onSubmit?: SubmitEventHandler<HTMLFormElement>;
  children: ReactNode;
}) {
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const refused = outcome?.ok === false ? outcome : null;
  const wrong = refused === null ? [] : wrongFields(form, refused.fields ?? {});
  const named = Object.keys(refused?.fields ?? {}).length;
  const rest = refused === null || (wrong.length > 0 && wrong.length === named) ? null : refused.message;
  useKeptWhenRefused(form, refused !== null);
  useMarked(form, outcome);
  useShutWhenDone(form, outcome);
  return (
    <RestContext value={rest}>
      <form ref={setForm} action={submit} {...(className ? { className } : {})} onSubmit={onSubmit}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
        {wrong.map(({ name, place, text }) =>
          createPortal(
            <span className="error" id={errorId(form, name)} role="alert">
              {text}
            </span>,
            place,
            name,
          ),
        )}
      </form>
    </RestContext>
  );
}

/** What of a refusal stands beside the button of its `AnsweredForm`. */
export function FormRefusal() {
  const rest = use(RestContext);
  return rest === null ? null : <span className="t-failed">{rest}</span>;
}

type Wrong = {
  readonly name: string;
  readonly control: HTMLElement;
  readonly place: Element;
  readonly text: string;
};

/** Those of the named fields that are seen, in the order in which they stand, with the place of their sentence. */
function wrongFields(form: HTMLFormElement | null, fields: Readonly<Record<string, string>>): Wrong[] {
  if (form === null) return [];
  const order = [...form.elements];
  return Object.entries(fields)
    .flatMap(([name, text]) => {
      const found = form.elements.namedItem(name);
      const control = found instanceof RadioNodeList ? found[0] : found;
      if (
        !(control instanceof HTMLElement) ||
        control.matches('[type="hidden"]') ||
        !control.checkVisibility()
      )
        return [];
      const place = control.closest('.field, fieldset') ?? control.parentElement;
      return place === null ? [] : [{ name, control, place, text }];
    })
    .sort((a, b) => order.indexOf(a.control) - order.indexOf(b.control));
}

function errorId(form: HTMLFormElement | null, name: string): string {
  return `wrong-${form === null ? '' : String([...document.forms].indexOf(form))}-${name}`;
}

/** React empties a form to its defaults after every answer; a refused one keeps what stands in it. */
function useKeptWhenRefused(form: HTMLFormElement | null, isRefused: boolean): void {
  const keeps = useRef(false);
  // Before React changes the page, which is when it empties the form.
  useInsertionEffect(() => {
    keeps.current = isRefused;
  }, [isRefused]);
  useEffect(() => {
    if (form === null) return;
    // React's own handlers hear nothing while it changes the page.
    const keep = (event: Event): void => {
      if (keeps.current) event.preventDefault();
    };
    form.addEventListener('reset', keep);
    return () => {
      form.removeEventListener('reset', keep);
    };
  }, [form]);
}

/** Marks the wrong fields for whoever does not see colours, and goes to the first. */
function useMarked(form: HTMLFormElement | null, outcome: Outcome | null): void {
  useEffect(() => {
    if (outcome?.ok !== false) return;
    const wrong = wrongFields(form, outcome.fields ?? {});
    for (const { control, name } of wrong) {
      control.setAttribute('aria-invalid', 'true');
      control.setAttribute('aria-errormessage', errorId(form, name));
    }
    wrong[0]?.control.focus();
    return () => {
      for (const { control } of wrong) {
        control.removeAttribute('aria-invalid');
        control.removeAttribute('aria-errormessage');
      }
    };
  }, [form, outcome]);
}

/** A confirmation that did its act is shut, or its button would do it once more. */
function useShutWhenDone(form: HTMLFormElement | null, outcome: Outcome | null): void {
  useEffect(() => {
    const confirmation = outcome?.ok === true ? form?.closest('details.confirmed') : null;
    if (!(confirmation instanceof HTMLDetailsElement) || !confirmation.open) return;
    confirmation.open = false;
    confirmation.querySelector('summary')?.focus();
  }, [form, outcome]);
}
