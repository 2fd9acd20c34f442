import { readFileSync } from 'node:fs';
import type { Answer, Visitor } from './http-client.ts';

type Manifest = {
  node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
};

export type BuiltAction = { id: string; door: string; path: string };

/** Every server action of the build: its id, its door `file#name`, and an address of a page that offers it. */
export function builtActions(): BuiltAction[] {
  const text = readFileSync('.next/server/server-reference-manifest.json', 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  return Object.entries(manifest.node).map(([id, { filename, exportedName, workers }]) => ({
    id,
    door: `${filename}#${exportedName}`,
    path: addressOf(Object.keys(workers).find((worker) => worker.endsWith('/page')) ?? ''),
  }));
}

/** `app/(dashboard)/events/[eventId]/page` → `/events/x` */
function addressOf(worker: string): string {
  const parts = worker.split('/').slice(1, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join('/')}`.replace(/\[[^\]]+\]/g, 'x');
}

const BOUNDARY = 'sluice-test-boundary';

/** What a browser sends for `useActionState`: the state before, then the form. */
function actionBody(fields: Record<string, string>): string {
  const parts: [string, string][] = [
    ...Object.entries(fields).map(([name, value]): [string, string] => [`_1_${name}`, value]),
    ['0', '[null,"$K1"]'],
  ];
  return `${parts
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--${BOUNDARY}--\r\n`;
}

/** Posts an action by its id, with exactly these headers besides those that make it an action. */
export async function postAction(
  visitor: Visitor,
  action: BuiltAction,
  fields: Record<string, string>,
  headers: Record<string, string>,
): Promise<Answer> {
  return visitor.ask(action.path, {
    method: 'POST',
    headers: {
      'next-action': action.id,
      accept: 'text/x-component',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...headers,
    },
    body: actionBody(fields),
  });
}

/** What an action answered: `done`, the code of its refusal, or `none` when there was no answer of ours. */
export function outcomeOf({ text }: Answer): string {
  if (/"ok":true/.test(text)) return 'done';
  return /"ok":false,"code":"([a-z_]+)"/.exec(text)?.[1] ?? 'none';
}
