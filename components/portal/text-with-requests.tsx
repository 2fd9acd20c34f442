import type { Route } from 'next';
import Link from 'next/link';
import { Fragment } from 'react';
import type { OwnInformationRequest } from '#lib/information-requests/types.ts';

type Named = Pick<OwnInformationRequest, 'informationRequestId' | 'subject' | 'state' | 'hasLeft'>;

/** A sentence for an owner. What it names that they were asked for and have not answered, in quotation marks, leads there. */
export function TextWithRequests({ text, requests }: { text: string; requests: readonly Named[] }) {
  const named = requests
    .filter(({ state, hasLeft }) => (state === 'sent' || state === 'overdue') && !hasLeft)
    .map((request) => ({ ...request, at: text.indexOf(`“${request.subject}”`) }))
    .filter(({ at }) => at !== -1)
    .toSorted((one, other) => one.at - other.at);
  return (
    <>
      {named.map(({ informationRequestId, subject, at }, index) => (
        <Fragment key={informationRequestId}>
          {text.slice(index === 0 ? 0 : endOf(named[index - 1]), at)}“
          <RequestLink id={informationRequestId} subject={subject} />”
        </Fragment>
      ))}
      {text.slice(endOf(named.at(-1)))}
    </>
  );
}

/** Behind the quotation mark that ends it; the beginning of the text where none is named. */
const endOf = (named: { at: number; subject: string } | undefined): number =>
  named === undefined ? 0 : named.at + named.subject.length + 2;

export function RequestLink({ id, subject }: { id: string; subject: string }) {
  return (
    <Link href={`/portal/requests/${id}` as Route} prefetch={false}>
      <bdi>{subject}</bdi>
    </Link>
  );
}
