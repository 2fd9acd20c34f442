import { createHash, generateKeyPairSync, randomBytes, sign, type KeyPairKeyObjectResult } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A small OpenID Connect provider, for tests: authorization code with PKCE, id tokens signed with RS256. It asks nobody
 * for a password: whoever comes is who the test says. It tells lies where a test asks for them.
 */

export type Claims = Record<string, unknown>;

/** What the next id token says, and how it lies. */
export type NextPerson = {
  claims: Claims;
  /** Signs with a key that the provider never published. */
  isForged?: boolean;
  /** `alg: none` and no signature. */
  isUnsigned?: boolean;
};

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who comes next. */
  next: NextPerson;
  /** Tokens handed out so far, by what became of the request. */
  outcomes: string[];
  stop: () => Promise<void>;
};

type Grant = { nonce: string | null; challenge: string | null; redirectUri: string };

const KEY_ID = 'test-key';
const LIFETIME_SECONDS = 300;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

type State = {
  provider: IdentityProvider;
  grants: Map<string, Grant>;
  published: KeyPairKeyObjectResult;
  /** Of which the provider says nothing. */
  foreign: KeyPairKeyObjectResult;
};

/** Starts the provider on a free port of this machine. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const state: State = {
    grants: new Map(),
    published: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    foreign: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    provider: {
      issuer: `http://127.0.0.1:${port}`,
      clientId: 'sluice',
      clientSecret: randomBytes(24).toString('hex'),
      next: { claims: {} },
      outcomes: [],
      stop: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => {
            resolve();
          });
        }),
    },
  };
  return state.provider;
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { issuer } = state.provider;
  const url = new URL(request.url ?? '/', issuer);
  switch (url.pathname) {
    case '/.well-known/openid-configuration':
      json(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
      return;
    case '/keys': {
      const key = state.published.publicKey.export({ format: 'jwk' });
      json(response, 200, { keys: [{ ...key, kid: KEY_ID, use: 'sig', alg: 'RS256' }] });
      return;
    }
    case '/authorize':
      authorize(state, url.searchParams, response);
      return;
    case '/token':
      token(state, await formOf(request), request, response);
      return;
    default:
      response.writeHead(404).end();
  }
}

function authorize({ grants }: State, asked: URLSearchParams, response: ServerResponse): void {
  const code = randomBytes(16).toString('hex');
  const redirectUri = asked.get('redirect_uri') ?? '';
  grants.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge'), redirectUri });
  const back = new URL(redirectUri);
  back.searchParams.set('code', code);
  back.searchParams.set('state', asked.get('state') ?? '');
  response.writeHead(302, { location: back.toString() }).end();
}

function token(
  state: State,
  form: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { grants, provider } = state;
  const code = form.get('code') ?? '';
  const grant = grants.get(code);
  grants.delete(code);
  const refusal = refusalOf(provider, grant, form, request.headers.authorization);
  provider.outcomes.push(refusal ?? 'given');
  if (refusal !== null) {
    json(response, 400, { error: 'invalid_grant', error_description: refusal });
    return;
  }
  json(response, 200, {
    access_token: randomBytes(16).toString('hex'),
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
    id_token: idToken(state, grant?.nonce ?? null),
  });
}

function refusalOf(
  { clientId, clientSecret }: IdentityProvider,
  grant: Grant | undefined,
  form: URLSearchParams,
  authorization: string | undefined,
): string | null {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  if (authorization !== `Basic ${basic}`) return 'invalid_client';
  if (!grant || grant.redirectUri !== form.get('redirect_uri')) return 'invalid_grant';
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  return grant.challenge === challenge ? null : 'wrong_verifier';
}

function idToken({ provider, published, foreign }: State, nonce: string | null): string {
  const { claims, isForged = false, isUnsigned = false } = provider.next;
  const seconds = Math.floor(Date.now() / 1000);
  const header = encoded(isUnsigned ? { alg: 'none' } : { alg: 'RS256', kid: KEY_ID });
  const payload = encoded({
    iss: provider.issuer,
    aud: provider.clientId,
    sub: 'person-1',
    iat: seconds,
    exp: seconds + LIFETIME_SECONDS,
    nonce,
    email_verified: true,
    ...claims,
  });
  const { privateKey } = isForged ? foreign : published;
  const signature = isUnsigned
    ? ''
    : sign('sha256', Buffer.from(`${header}.${payload}`), privateKey).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer); // a stream without an encoding gives buffers
  return new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
}
