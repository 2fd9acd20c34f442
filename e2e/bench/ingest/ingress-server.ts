/** Sluice's ingress, the same function as `npm run ingress`, on a free port that it prints. */
import { createIngress } from '#lib/stripe-events/ingress.ts';

const { server } = createIngress();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`{"port":${String(typeof address === 'object' ? address?.port : 0)}}\n`);
});
