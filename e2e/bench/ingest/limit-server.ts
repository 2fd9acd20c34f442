/** The limits of one Node process: `empty` answers at once, `verify` reads, verifies and parses, and stores nothing. */
import { createServer } from 'node:http';
import { readLimitedRequest } from '#lib/stripe-events/read-limited-body.ts';
import { verifyStripeSignature } from '#lib/stripe-events/verify-stripe-signature.ts';

const isVerifying = process.argv[2] === 'verify';

const server = createServer((request, response) => {
  const answer = (status: number): void => {
    response.writeHead(status, { 'content-length': 2 }).end('{}');
  };
  if (!isVerifying) {
    request.resume().on('end', () => {
      answer(200);
    });
    return;
  }
  readLimitedRequest(request)
    .then((body) =>
      verifyStripeSignature({
        endpointKind: 'account',
        signatureHeaders: request.headersDistinct['stripe-signature'] ?? [],
        body,
      }),
    )
    .then(
      () => {
        answer(200);
      },
      (error: unknown) => {
        console.error(error);
        answer(400);
      },
    );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`{"port":${String(typeof address === 'object' ? address?.port : 0)}}\n`);
});
