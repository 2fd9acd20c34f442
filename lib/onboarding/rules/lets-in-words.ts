/** What a session lets its owner do that a stop would not, each as the end of a sentence. */
export function letsInWords(lets: { pays: boolean; refunds: boolean; changes: boolean }): string[] {
  return [
    ...(lets.pays ? ['start a payout'] : []),
    ...(lets.changes ? ['change the bank account'] : []),
    ...(lets.refunds ? ['refund payments'] : []),
  ];
}
