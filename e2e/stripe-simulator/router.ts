import { ApiError } from './api-error.ts';
import type { Core } from './core.ts';
import type { Params } from './params.ts';
import type { Simulator } from './simulator.ts';

export type ApiRequest = {
  core: Core;
  simulator: Simulator;
  /** Whose objects the request works on. */
  owner: string;
  params: Params;
  /** A part of the path, such as `id`. */
  part: (name: string) => string;
};

export type Handler = (request: ApiRequest) => object;
export type Route = { method: 'GET' | 'POST' | 'DELETE'; path: string; handle: Handler };
export type Matched = { route: Route; parts: Record<string, string> };

export class Router {
  readonly #bySize = new Map<string, { route: Route; steps: string[] }[]>();

  constructor(routes: Route[]) {
    for (const route of routes) {
      const steps = route.path.split('/').slice(1);
      const key = `${route.method}|${String(steps.length)}`;
      const same = this.#bySize.get(key);
      if (same === undefined) this.#bySize.set(key, [{ route, steps }]);
      else same.push({ route, steps });
    }
  }

  match(method: string, path: string): Matched {
    const given = path.split('/').slice(1);
    for (const { route, steps } of this.#bySize.get(`${method}|${String(given.length)}`) ?? []) {
      const parts = partsOf(steps, given);
      if (parts !== null) return { route, parts };
    }
    throw new ApiError({
      status: 404,
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). The simulator does not have it.`,
    });
  }
}

function partsOf(steps: string[], given: string[]): Record<string, string> | null {
  const parts: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const value = given[index] ?? '';
    if (step.startsWith(':')) parts[step.slice(1)] = decodeURIComponent(value);
    else if (step !== value) return null;
  }
  return parts;
}
