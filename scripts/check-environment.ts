import { requireEnvironment } from './require-environment.ts';

/** Ends with 0 when this environment can start a server. A process of its own, because `lib/env.ts` is closed to a page's. */
requireEnvironment();
