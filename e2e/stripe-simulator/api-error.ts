export type ApiErrorInput = {
  status: number;
  type: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error' | 'authentication_error';
  message: string;
  code?: string;
  param?: string;
  declineCode?: string;
  headers?: Record<string, string>;
  /** Stripe keeps a result under its idempotency key only once execution began. */
  keptUnderKey?: boolean;
};

/** An answer of Stripe's that is not 2xx. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly keptUnderKey: boolean;
  readonly body: { error: Record<string, string> };

  constructor(input: ApiErrorInput) {
    super(input.message);
    this.status = input.status;
    this.headers = input.headers ?? {};
    this.keptUnderKey = input.keptUnderKey ?? false;
    const { type, message } = input;
    this.body = { error: { type, message } };
    if (input.code !== undefined) {
      this.body.error['code'] = input.code;
      this.body.error['doc_url'] = `https://stripe.com/docs/error-codes/${input.code.replaceAll('_', '-')}`;
    }
    if (input.param !== undefined) this.body.error['param'] = input.param;
    if (input.declineCode !== undefined) this.body.error['decline_code'] = input.declineCode;
  }
}

/** Refused before execution: nothing is kept under the idempotency key. */
export function invalid(message: string, param?: string, code?: string): ApiError {
  return new ApiError({
    status: 400,
    type: 'invalid_request_error',
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  });
}

/** Refused while executing: a retry with the same key gets this answer again. */
export function refused(code: string, message: string, param?: string): ApiError {
  return new ApiError({
    status: 400,
    type: 'invalid_request_error',
    message,
    code,
    keptUnderKey: true,
    ...(param === undefined ? {} : { param }),
  });
}

export function missing(kind: string, id: string, param = 'id'): ApiError {
  const message = `No such ${kind}: '${id}'`;
  return new ApiError({
    status: 404,
    type: 'invalid_request_error',
    message,
    code: 'resource_missing',
    param,
  });
}

export function forbidden(message: string, code?: string): ApiError {
  return new ApiError({
    status: 403,
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
  });
}

export function accountInvalid(id: string): ApiError {
  return forbidden(
    `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    'account_invalid',
  );
}
