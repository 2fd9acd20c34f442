/** The peer behind the thinnest HTTP server; what it publishes as a server adds a framework to the same call. */
import { Console } from 'node:console';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Peer = {
  runMigrations: (options: { databaseUrl: string; schema: string; logger: Console }) => Promise<void>;
  StripeSync: new (options: Record<string, unknown>) => {
    processWebhook: (body: Buffer, signature: string | undefined) => Promise<void>;
  };
};

const [scratchFolder = '', databaseUrl = '', stripeWebhookSecret = ''] = process.argv.slice(2);
const load = createRequire(join(scratchFolder, 'package.json'));
const { runMigrations, StripeSync } = load('@supabase/stripe-sync-engine') as Peer; // untyped from here; shape as its README says

// It swallows the error of a failed migration, so its log is shown.
await runMigrations({ databaseUrl, schema: 'stripe', logger: new Console(process.stderr) });
// Without these options it calls Stripe for every event; ten connections are as many as Sluice's pool has.
const sync = new StripeSync({
  databaseUrl,
  stripeWebhookSecret,
  stripeSecretKey: 'sk_test_benchmark',
  backfillRelatedEntities: false,
  autoExpandLists: false,
  maxPostgresConnections: 10,
  poolConfig: { connectionString: databaseUrl, max: 10 },
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const signature = request.headers['stripe-signature'];
    sync.processWebhook(Buffer.concat(chunks), Array.isArray(signature) ? signature[0] : signature).then(
      () => response.writeHead(200, { 'content-length': 2 }).end('{}'),
      (error: unknown) => {
        console.error(error);
        response.writeHead(500, { 'content-length': 2 }).end('{}');
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`{"port":${String(typeof address === 'object' ? address?.port : 0)}}\n`);
});
