import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sealSecret } from '../approvals/step-up/sealed-secret.ts';
import { isPublic, receiverAddress, type Address } from './receiver-address.ts';

const INSIDE = [
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fd12::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '2002:7f00:1::',
  '2001::1',
];

const to = (address: string): Promise<Address[]> =>
  Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]);

describe('an address that is told', () => {
  it('is on the internet, not on this machine or its networks, however it is written', async () => {
    expect(INSIDE.filter(isPublic)).toEqual([]);
    expect(['8.8.8.8', '172.32.0.1', '2606:4700::1111'].filter((one) => !isPublic(one))).toEqual([]);
    for (const url of [
      'https://127.0.0.1/hook',
      'https://[::1]/hook',
      'https://2130706433/hook',
      'https://0x7f.1/hook',
      'https://[::ffff:10.0.0.1]/hook',
    ])
      await expect(receiverAddress(new URL(url)), url).rejects.toThrow('private network');
  });

  it('is refused by what its name leads to, also when only one of many addresses is inside', async () => {
    const url = new URL('https://hooks.example/in');
    for (const address of INSIDE)
      await expect(
        receiverAddress(url, () => to(address)),
        address,
      ).rejects.toMatchObject({
        code: 'invalid_input',
        fields: { url: expect.stringContaining('private network') as string },
      });
    const both = async () => [...(await to('8.8.8.8')), ...(await to('10.0.0.1'))];
    await expect(receiverAddress(url, both)).rejects.toThrow('private network (10.0.0.1)');
    expect(await receiverAddress(url, () => to('8.8.8.8'))).toEqual({ address: '8.8.8.8', family: 4 });
  });

  it('is an address of the web, and holds no secret', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://hooks.example', 'javascript:alert(1)'])
      await expect(
        receiverAddress(new URL(url), () => to('8.8.8.8')),
        url,
      ).rejects.toThrow('whole address');
    for (const url of ['https://key@hooks.example/in', 'https://user:secret@hooks.example/in'])
      await expect(
        receiverAddress(new URL(url), () => to('8.8.8.8')),
        url,
      ).rejects.toThrow('without a user');
  });

  it('is https, and somebody', async () => {
    await expect(receiverAddress(new URL('http://hooks.example/in'), () => to('8.8.8.8'))).rejects.toThrow(
      'Only https',
    );
    const nobody = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));
    await expect(receiverAddress(new URL('https://nobody.example'), nobody)).rejects.toThrow(
      'Nobody called nobody.example was found',
    );
  });
});

describe('a message', () => {
  let receiver: Server;
  let port = 0;
  const heard: IncomingMessage['headers'][] = [];
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      heard.push(request.headers);
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    port = address.port;
  });
  afterAll(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  /** With an environment of its own, as another process would have. */
  const post = async (isDemo: boolean, scheme: string, resolve: () => Promise<Address[]>): Promise<void> => {
    vi.resetModules();
    vi.stubEnv('SLUICE_DEMO', isDemo ? '1' : '');
    const { postWebhook } = await import('./post-webhook.ts');
    await postWebhook(
      {
        id: 'ntf_1',
        url: `${scheme}://hooks.example:${String(port)}/in`,
        sealedSecret: sealSecret(Buffer.alloc(32, 7), 'nte_1'),
        endpointId: 'nte_1',
        payload: { type: 'test' },
      },
      resolve,
    );
  };

  it('is looked at again when it is sent: a name that leads inside by then is not connected to', async () => {
    heard.length = 0;
    await expect(post(false, 'https', () => to('127.0.0.1'))).rejects.toThrow('private network');
    await expect(post(false, 'http', () => to('8.8.8.8'))).rejects.toThrow('Only https');
    expect(heard).toEqual([]);
  });

  it('goes to the address that was looked at, whatever its name would say a moment later', async () => {
    heard.length = 0;
    const resolve = vi.fn(() => to('127.0.0.1'));
    await post(true, 'http', resolve);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(heard).toMatchObject([{ host: `hooks.example:${String(port)}`, 'webhook-id': 'ntf_1' }]);
  });
});
