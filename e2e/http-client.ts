import { request, type IncomingHttpHeaders } from 'node:http';

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

export type Asked = {
  method?: string;
  /** Sent as they are: this is no browser, it may leave `Origin` out or lie in it. */
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
};

/** One browserless visitor with a jar of cookies. Paths are sent byte for byte, never tidied as `fetch` would. */
export type Visitor = {
  cookies: Map<string, string>;
  ask: (path: string, asked?: Asked) => Promise<Answer>;
};

/** A new visitor of a site, with nothing in its jar. @param base `http://localhost:3000` */
export function newVisitor(base: string): Visitor {
  const cookies = new Map<string, string>();
  return {
    cookies,
    ask: async (path, asked = {}) => {
      const answer = await send(base, path, asked, cookies);
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /max-age=0\b/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}

function send(base: string, path: string, asked: Asked, cookies: Map<string, string>): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const body = asked.body === undefined ? undefined : String(asked.body);
  const headers: Record<string, string> = {
    host: `${hostname}:${port}`,
    ...(cookies.size > 0
      ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      : {}),
    ...(asked.body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...asked.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
        headers,
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Posts a form to next-auth with the token that it wants. @returns its answer, a redirect */
export async function postToNextAuth(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const { text } = await visitor.ask('/api/auth/csrf');
  const { csrfToken } = JSON.parse(text) as { csrfToken: string };
  return visitor.ask(path, { body: new URLSearchParams({ csrfToken, callbackUrl: '/', ...fields }) });
}

/** A visitor who has signed in as a person of the demo. @param operatorId `opr_demo_anna` */
export async function signedInVisitor(base: string, operatorId: string): Promise<Visitor> {
  const visitor = newVisitor(base);
  await postToNextAuth(visitor, '/api/auth/callback/demo-persona', { operatorId });
  if (!visitor.cookies.has('sluice.session')) throw new Error(`${operatorId} was not let in`);
  return visitor;
}
