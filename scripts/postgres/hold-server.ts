import { startEmbeddedPostgres } from '../embedded-postgres.ts';

/** Starts the server of the folder given, prints its address as one JSON line and holds it until it is told to stop. */
const [, , dataDir = '.data'] = process.argv;
const { url, pid, stop } = await startEmbeddedPostgres({ dataDir });
const timer = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    clearInterval(timer);
    void stop();
  });
console.log(JSON.stringify({ url, pid }));
