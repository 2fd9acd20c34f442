const WORDS: Readonly<Record<string, string>> = {
  stored: 'stored',
  duplicate: 'known already, not stored again',
  body_too_large: 'refused: body too large',
  body_unreadable: 'refused: body not readable',
  signature_missing: 'refused: no signature',
  signature_malformed: 'refused: signature not readable',
  signature_mismatch: 'refused: signed with another secret',
  timestamp_too_old: 'refused: signed more than five minutes ago',
  timestamp_in_future: 'refused: signed in the future',
  invalid_utf8: 'refused: not the bytes of any text',
  invalid_json: 'refused: no JSON',
  invalid_event: 'refused: no Stripe event',
  wrong_endpoint: 'refused: belongs to the other endpoint',
  wrong_livemode: 'refused: sandbox and live mixed up',
  inbox_full: 'sent back: too many at once, Stripe sends them again',
  database_unavailable: 'sent back: no database, Stripe sends them again',
};

/** What became of a delivery; an answer of a newer version is shown by its code. */
export function deliveryWords(outcome: string): string {
  return WORDS[outcome] ?? outcome.replaceAll('_', ' ');
}

/** Whether a delivery was refused because of its signature or that signature's time. */
export function isSignatureRefusal(outcome: string): boolean {
  return outcome.startsWith('signature_') || outcome.startsWith('timestamp_');
}
