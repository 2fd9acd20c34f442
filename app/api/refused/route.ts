import { refuseForeign } from '#app/_edge/note-refused.ts';

/**
 * Where proxy.ts leads a form that another site sent to a page of ours, whatever it asks for: Next breaks such an action off
 * before any of our code, with an error and without a record.
 */
export function POST(): Promise<Response> {
  return refuseForeign('form.send', 'This form was sent from another site, nothing was changed.');
}
