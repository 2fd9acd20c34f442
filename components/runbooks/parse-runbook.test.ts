import { expect, it } from 'vitest';
import { parseRunbook } from './parse-runbook.ts';

it('reads headings, paragraphs, lists and code', () => {
  const runbook = parseRunbook(
    '# Check `worker`: none runs\n\n`worker`, a warning.\n\n## What to do\n\nTwo lines\nof one.\n\n- Run `npm run worker`\n  again.\n- Wait.\n',
  );
  expect(runbook).toEqual({
    title: 'Check worker: none runs',
    lead: [
      [
        { text: 'worker', isCode: true },
        { text: ', a warning.', isCode: false },
      ],
    ],
    sections: [
      {
        heading: 'What to do',
        blocks: [
          { kind: 'paragraph', text: [{ text: 'Two lines of one.', isCode: false }] },
          {
            kind: 'list',
            items: [
              [
                { text: 'Run ', isCode: false },
                { text: 'npm run worker', isCode: true },
                { text: ' again.', isCode: false },
              ],
              [{ text: 'Wait.', isCode: false }],
            ],
          },
        ],
      },
    ],
  });
});

it('leaves everything else as the text that it is', () => {
  const text = '<script>alert(1)</script> [here](javascript:alert(1))';
  expect(parseRunbook(`# T\n\n## S\n\n${text}\n`).sections[0]?.blocks).toEqual([
    { kind: 'paragraph', text: [{ text, isCode: false }] },
  ]);
});
