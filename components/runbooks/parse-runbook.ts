/** A piece of a sentence; `isCode` when it stood between backquotes. */
type Piece = { readonly text: string; readonly isCode: boolean };

type Sentence = readonly Piece[];

export type RunbookSection = {
  readonly heading: string;
  readonly blocks: readonly (
    | { readonly kind: 'paragraph'; readonly text: Sentence }
    | { readonly kind: 'list'; readonly items: readonly Sentence[] }
  )[];
};

export type Runbook = {
  readonly title: string;
  readonly lead: readonly Sentence[];
  readonly sections: readonly RunbookSection[];
};

/**
 * Reads what our runbooks are written in: headings, paragraphs, flat lists and `code`. Anything else stays text, so
 * nothing in a file can become markup.
 */
export function parseRunbook(text: string): Runbook {
  const [head = '', ...sections] = text.split(/^## /m);
  const [title = '', ...lead] = paragraphsOf(head);
  return {
    title: title.replace(/^# /, '').replaceAll('`', ''),
    lead: lead.map(sentence),
    sections: sections.map((section) => {
      const [heading = '', ...rest] = section.split('\n');
      return { heading: heading.trim(), blocks: paragraphsOf(rest.join('\n')).map(blockOf) };
    }),
  };
}

function paragraphsOf(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap((part) => {
    const trimmed = part.trim();
    return trimmed === '' ? [] : [trimmed];
  });
}

function blockOf(text: string): RunbookSection['blocks'][number] {
  if (!text.startsWith('- ')) return { kind: 'paragraph', text: sentence(text) };
  return { kind: 'list', items: text.slice(2).split(/\n- /).map(sentence) };
}

function sentence(text: string): Sentence {
  return text
    .replaceAll(/\s*\n\s*/g, ' ')
    .split('`')
    .map((piece, index) => ({ text: piece, isCode: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
