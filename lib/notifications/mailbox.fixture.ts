import { createServer, type Socket } from 'node:net';

export type Mailbox = {
  readonly url: string;
  /** Each message as it arrived: to whom, and its text. */
  readonly letters: { to: string; text: string }[];
  close(): Promise<void>;
};

/** A mail server that takes everything: as much of SMTP as a sender needs. */
export async function openMailbox(): Promise<Mailbox> {
  const letters: Mailbox['letters'] = [];
  const server = createServer((socket) => {
    take(socket, letters);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${String(address.port)}`,
    letters,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

function take(socket: Socket, letters: Mailbox['letters']): void {
  let to = '';
  let text = '';
  let isText = false;
  let rest = '';
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say('220 test');
  socket.on('data', (data) => {
    const lines = (rest + data.toString('utf8')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isText) {
        if (line !== '.') text += `${line}\n`;
        else {
          letters.push({ to, text });
          isText = false;
          say('250 taken');
        }
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
      if (verb === 'DATA') {
        isText = true;
        text = '';
        say('354 go on');
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else say('250 ok');
    }
  });
}
