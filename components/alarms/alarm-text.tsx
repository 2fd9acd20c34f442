import type { Route } from 'next';
import Link from 'next/link';
import { Fragment } from 'react';
import type { NamedAccount } from '#lib/overview/types.ts';
import { TextWithTimes } from '../ui/text-with-times.tsx';

const ACCOUNT = /(\bacct_\w+)/;

/** An alarm's stored sentence: its instants in the reader's zone, its accounts by name. @param named those that have one */
export function AlarmText({ text, named }: { text: string; named: readonly NamedAccount[] }) {
  const parts = text.split(ACCOUNT);
  return parts.map((part, index) => {
    // Splitting by a pattern with one group puts the ids at the odd places.
    if (index % 2 === 1) return <Account key={index} id={part} named={named} />;
    const before = named.find(({ connectedAccountId }) => connectedAccountId === parts[index - 1]);
    // A name such as “Inc.” brings the sentence's full stop with it.
    const rest = before?.name.endsWith('.') === true ? part.replace(/^\./, '') : part;
    return (
      <Fragment key={index}>
        <TextWithTimes text={rest} />
      </Fragment>
    );
  });
}

function Account({ id, named }: { id: string; named: readonly NamedAccount[] }) {
  const name = named.find(({ connectedAccountId }) => connectedAccountId === id)?.name;
  if (name === undefined) return <span className="mono">{id}</span>;
  return (
    <Link href={`/connected-accounts/${id}` as Route} prefetch={false}>
      <bdi>{name}</bdi>
    </Link>
  );
}
