import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { CONDITIONS, MACHINES, type Machine, type Mover } from '#lib/transitions.ts';

/** Where the generated page lives, from the working directory. */
export const PAYOUT_TRANSITIONS_PATH = join('docs', 'payout-transitions.md');

const INTRODUCTION = `# How a payout may move

Generated from \`lib/transitions.ts\` by \`node scripts/generate-payout-transitions.ts\`; do not edit by hand. The same
tables are asked by the verbs before they write, and walked to every state they reach by
\`e2e/campaigns/explorer/explorer.test.ts\`.`;

const BY: Record<Mover, string> = {
  policy: 'a rule of ours',
  people: 'a person',
  worker: 'a worker',
  stripe: 'what Stripe says',
  time: 'time',
};

const words = (name: string): string => name.replaceAll('_', ' ');

function sectionOf({ title, initial, states, moves }: Machine): string {
  const arrows = Object.entries(moves).flatMap(([name, { from, to }]) =>
    from.map((state) => `  ${state} --> ${to}: ${words(name)}`),
  );
  const rows = Object.entries(moves).map(
    ([name, { from, to, by, needs = [] }]) =>
      `| ${words(name)} | ${from.map(words).join(', ')} | ${words(to)} | ${BY[by]} | ${needs.map(words).join(', ')} |`,
  );
  const meanings = Object.entries(states).map(([state, meaning]) => `| ${words(state)} | ${meaning} |`);
  return [
    `## ${title}`,
    `\`\`\`mermaid\nstateDiagram-v2\n  [*] --> ${initial}\n${arrows.join('\n')}\n\`\`\``,
    `| State | What it means |\n|---|---|\n${meanings.join('\n')}`,
    `| Move | From | To | By | Needs |\n|---|---|---|---|---|\n${rows.join('\n')}`,
  ].join('\n\n');
}

/** The page as it must be committed. */
export async function payoutTransitionsMarkdown(): Promise<string> {
  const conditions = Object.entries(CONDITIONS).map(([name, text]) => `| ${words(name)} | ${text} |`);
  const needs = `## Conditions\n\n| Condition | What a person is told when it does not hold |\n|---|---|\n${conditions.join('\n')}`;
  const options = await resolveConfig(PAYOUT_TRANSITIONS_PATH);
  return format([INTRODUCTION, ...MACHINES.map(sectionOf), needs].join('\n\n'), {
    ...options,
    parser: 'markdown',
  });
}

if (import.meta.main) await writeFile(PAYOUT_TRANSITIONS_PATH, await payoutTransitionsMarkdown());
