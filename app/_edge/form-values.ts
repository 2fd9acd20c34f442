import { formText } from './form-text.ts';

/** A number of a form; what is none is refused by the verb's own parsing. */
export function formNumber(form: FormData, name: string): number {
  const text = formText(form, name);
  return text === '' ? Number.NaN : Number(text);
}

/** Minutes after midnight of a time such as `06:30`. */
export function minuteOfDay(time: string): number {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

type Cadence = 'daily' | 'weekly' | 'monthly' | 'threshold' | 'on_request';

/** The verb knows its cadences and refuses any other text. */
export function oneOfCadences(text: string): Cadence {
  return text as Cadence; // parsed again by the verb, before anything is done with it
}
