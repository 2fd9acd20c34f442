import { connect } from 'node:net';
import { expect, signIn, test } from '../fixtures.ts';
import { isAskedForSomething, withOwner } from '../portal-owner.ts';
import { sql, stack } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/* What an owner sends in answer to a request for information: how large, how slowly, and by whom. */

test('an answer that is too large, no form, from another site or of nobody stores nothing and says why', async ({
  page,
  browser,
  baseURL,
}) => {
  const [mine] = await sql<{ id: string }[]>`
    select connected_account_id as id from connected_account_owners where name = 'Clara Whitfield'`;
  const asked = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${asked}, ${mine?.id ?? ''}, 'A scan', 'To compare.', '[]', now() + interval '1 day', 'opr_demo_ines')`;
  await stubStripe(page);
  await signIn(page, 'Clara Whitfield');
  const address = `/portal/requests/${asked}/answer`;
  const honest = { accept: 'application/json', origin: stack.webUrl, 'sec-fetch-site': 'same-origin' };
  const pdf = (bytes: number) => ({
    name: 'a.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes), Buffer.from('%%EOF')]),
  });
  const post = (
    headers: Record<string, string>,
    multipart: Record<string, string | ReturnType<typeof pdf>>,
  ) => page.request.post(address, { headers, multipart, maxRedirects: 0 });
  expect((await post(honest, { text: 'x', files: pdf(17_000_000) })).status(), 'the whole').toBe(413);
  expect((await post(honest, { text: 'x', files: pdf(5_300_000) })).status(), 'one file').toBe(422);
  expect((await page.request.post(address, { headers: honest, data: 'text=x' })).status(), 'no form').toBe(
    400,
  );
  expect((await post({ ...honest, origin: 'https://evil.example' }, { text: 'x' })).status()).toBe(403);
  expect((await post({ accept: 'application/json' }, { text: 'x' })).status(), 'no origin').toBe(403);
  const stranger = await browser.newContext(baseURL ? { baseURL } : {});
  expect((await stranger.request.post(address, { headers: honest, multipart: { text: 'x' } })).status()).toBe(
    401,
  );
  await signIn(await stranger.newPage(), 'Marek Dudek');
  expect((await stranger.request.post(address, { headers: honest, multipart: { text: 'x' } })).status()).toBe(
    403,
  );
  await stranger.close();
  expect(await sql`select state from information_requests where information_request_id = ${asked}`).toEqual([
    { state: 'sent' },
  ]);
  // Without scripts a browser is led back, with a word about what was wrong; and what can be taken is taken.
  const { accept: _accept, ...plain } = honest;
  expect((await post(plain, { text: '' })).headers()['location']).toBe(
    `/portal/requests/${asked}?problem=invalid_input`,
  );
  await page.goto(`/portal/requests/${asked}?problem=invalid_input`);
  await expect(page.getByRole('heading', { name: 'Nothing was sent' })).toBeVisible();
  expect((await post(plain, { text: 'Here.', files: pdf(4_900_000) })).headers()['location']).toBe(
    `/portal/requests/${asked}?done=1`,
  );
  await page.goto(`/portal/requests/${asked}`);
  await expect(page.getByText('4.9 MB')).toBeVisible();
});

test('a body that trickles in is ended with words, and its place is free again', async ({ page }) => {
  const connectedAccountId = await isAskedForSomething();
  await withOwner(connectedAccountId, async ({ name }) => {
    const asked = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
    await sql`
      insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
      values (${asked}, ${connectedAccountId}, 'A scan', 'To compare.', '[]', now() + interval '1 day', 'opr_demo_ines')`;
    await stubStripe(page);
    await signIn(page, name);
    const cookies = await page.context().cookies();
    const { hostname, port, host, origin } = new URL(stack.webUrl);
    const address = `/portal/requests/${asked}/answer`;
    const socket = connect(Number(port), hostname);
    const answer = new Promise<string>((resolve, reject) => {
      let said = '';
      socket.on('data', (data) => (said += data.toString()));
      socket.on('close', () => {
        resolve(said);
      });
      socket.on('error', reject);
    });
    socket.write(
      [
        `POST ${address} HTTP/1.1`,
        `host: ${host}`,
        `origin: ${origin}`,
        'sec-fetch-site: same-origin',
        'accept: application/json',
        'content-type: multipart/form-data; boundary=x',
        'content-length: 1000000',
        'connection: close',
        `cookie: ${cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')}`,
        '',
        '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\n',
      ].join('\r\n'),
    );
    const trickle = setInterval(() => {
      if (socket.writable) socket.write('a');
    }, 200);
    try {
      expect(await answer).toMatch(/^HTTP\/1\.1 408 [^]*It came too slowly/);
    } finally {
      clearInterval(trickle);
      socket.destroy();
    }
    const again = await page.request.post(address, {
      headers: { accept: 'application/json', origin, 'sec-fetch-site': 'same-origin' },
      multipart: { text: 'Here.' },
    });
    expect(again.status()).toBe(200);
  });
});
