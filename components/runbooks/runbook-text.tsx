import { Section } from '../ui/card.tsx';
import type { Runbook, RunbookSection } from './parse-runbook.ts';

/** A runbook's parts, in its own words. */
export function RunbookText({ sections }: Pick<Runbook, 'sections'>) {
  return (
    <div className="runbook">
      {sections.map(({ heading, blocks }, index) => (
        <Section
          key={heading}
          id={heading.toLowerCase().replaceAll(/\W+/g, '-')}
          title={heading}
          first={index === 0}
        >
          {blocks.map((block) => (
            <Block key={JSON.stringify(block)} block={block} />
          ))}
        </Section>
      ))}
    </div>
  );
}

function Block({ block }: { block: RunbookSection['blocks'][number] }) {
  if (block.kind === 'paragraph')
    return (
      <p>
        <Sentence pieces={block.text} />
      </p>
    );
  return (
    <ul>
      {block.items.map((item) => (
        <li key={JSON.stringify(item)}>
          <Sentence pieces={item} />
        </li>
      ))}
    </ul>
  );
}

/** Text with the names of commands and pages set apart. */
export function Sentence({ pieces }: { pieces: Runbook['lead'][number] }) {
  return pieces.map(({ text, isCode }, index) =>
    isCode ? (
      <code key={`${String(index)} ${text}`} className="mono">
        {text}
      </code>
    ) : (
      text
    ),
  );
}
