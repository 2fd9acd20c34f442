import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WEB_SERVER } from './web-build.ts';

/** Serves the production build in this process. The server itself checks its environment before the first request. */
if (existsSync(WEB_SERVER)) {
  Object.assign(process.env, { NODE_ENV: 'production' });
  await import(pathToFileURL(resolve(WEB_SERVER)).href);
} else {
  console.error('There is no build yet. Run: npm run build');
  process.exitCode = 1;
}
