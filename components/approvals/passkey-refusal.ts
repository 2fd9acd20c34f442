/** Why a browser gave no passkey's answer, in words. @throws whatever is no error */
export function passkeyRefusal(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  switch (error.name) {
    // The browser's word for: closed, took too long, or no such key here. It does not tell these apart, on purpose.
    case 'NotAllowedError':
      return 'Your passkey was not used. Nothing was changed.';
    case 'InvalidStateError':
      return 'This device has a passkey of yours for this site already.';
    default:
      return error.message;
  }
}
