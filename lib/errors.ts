/** What a caller can do something about. Anything else is a bug and is thrown as it is. */
export type DomainErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'kill_switch_engaged'
  | 'too_often'
  | 'stripe_unavailable';

/** Thrown inside, mapped at the edge. The message is for people: what is so, then the next step. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** Which fields of what was asked it is about, by their names, each with its sentence. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: DomainErrorCode,
    message: string,
    options?: ErrorOptions & { fields?: Readonly<Record<string, string>> },
  ) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
    this.fields = options?.fields ?? {};
  }
}
