import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, invalid } from './api-error.ts';
import { accountControls } from './control/accounts.ts';
import { clockControls } from './control/clock.ts';
import { faultControls } from './control/faults.ts';
import { moneyControls } from './control/money.ts';
import { payoutControls } from './control/payouts.ts';
import { webhookControls } from './control/webhooks.ts';
import type { ParamHash } from './params.ts';
import { Params } from './params.ts';
import type { Simulator } from './simulator.ts';

export type ControlCall = {
  simulator: Simulator;
  /** Query and JSON body together, as they came. */
  values: ParamHash;
  params: Params;
  part: (name: string) => string;
};
export type Control = {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/_control`. */
  path: string;
  handle: (call: ControlCall) => unknown;
};

/** The remote control: tests and the demo act as Stripe, as a bank and as an account's holder. JSON in, JSON out. */
export async function answerControl(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string,
): Promise<void> {
  const values = { ...Object.fromEntries(url.searchParams), ...jsonOf(body) };
  const given = url.pathname.slice('/_control'.length).split('/').filter(Boolean);
  for (const control of controls()) {
    if (control.method !== request.method) continue;
    const parts = match(control.path.split('/').filter(Boolean), given);
    if (parts === null) continue;
    const call = { simulator, values, params: new Params(values), part: (name: string) => parts[name] ?? '' };
    const result = (await control.handle(call)) ?? { done: true };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result));
    return;
  }
  const message = `No such control: ${request.method ?? ''} ${url.pathname}`;
  throw new ApiError({ status: 404, type: 'invalid_request_error', message });
}

function controls(): Control[] {
  return [
    ...clockControls,
    ...faultControls,
    ...webhookControls,
    ...payoutControls,
    ...accountControls,
    ...moneyControls,
  ];
}

function jsonOf(body: string): ParamHash {
  if (body === '') return {};
  try {
    return JSON.parse(body) as ParamHash;
  } catch (error) {
    throw invalid(`Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function match(steps: string[], given: string[]): Record<string, string> | null {
  if (steps.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const value = given[index] ?? '';
    if (step.startsWith(':')) parts[step.slice(1)] = decodeURIComponent(value);
    else if (step !== value) return null;
  }
  return parts;
}
