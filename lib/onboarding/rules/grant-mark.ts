import { createHash } from 'node:crypto';
import type { ComponentGrant } from '../types.ts';

/** The same for two sessions that grant the same, whatever order it is written in; a page asks for a new one when it changes. */
export function grantMark(components: Readonly<Record<string, ComponentGrant>>): string {
  const lines = Object.entries(components)
    .filter(([, { enabled }]) => enabled)
    .map(([name, { features }]) => {
      const on = Object.keys(features).filter((feature) => features[feature] === true);
      return `${name}(${on.sort().join()})`;
    });
  return createHash('sha256').update(lines.sort().join('\n')).digest('base64url').slice(0, 16);
}
