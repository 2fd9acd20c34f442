import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam } from '#app/_edge/list-params.ts';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { AnswerForm } from '#components/information-requests/answer-form.tsx';
import { OwnAnswer } from '#components/information-requests/own-answer.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { Callout } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { getOwnInformationRequest } from '#lib/information-requests/owner-queries.ts';
import { FILE_BYTES_MAX, FILES_MAX } from '#lib/information-requests/rules/check-files.ts';
import { MEDIA_TYPES } from '#lib/information-requests/rules/file-kind.ts';

export const metadata: Metadata = { title: 'What we ask you' };

/** Said to whoever sent the form without scripts; with them the sentence stands beside the button. */
const PROBLEMS: Readonly<Record<string, string>> = {
  too_large: 'That was too much at once: at most three files of 5 MB each. Nothing was sent.',
  too_slow: 'It came too slowly. Nothing was sent; send it again over a better connection, or smaller files.',
  no_form: 'Nothing arrived. Choose the files again, then send.',
  invalid_input:
    'This could not be taken: write an answer or send a file, and send PDF, JPEG or PNG files alone, of at most 5 MB each. Nothing was sent.',
  too_often: 'That was too much at once. Wait a minute, choose the files again, then send.',
  conflict: 'This was answered already, or is not needed any more. Nothing was sent a second time.',
};

const CRUMBS = [{ href: '/portal', label: 'Overview' }] as const;

export default async function PortalRequestPage(props: PageProps<'/portal/requests/[informationRequestId]'>) {
  const ctx = await guardOwnerPage('portal.read');
  const [{ informationRequestId }, asked] = await Promise.all([props.params, props.searchParams]);
  const request = orNotFound(() => getOwnInformationRequest(ctx, informationRequestId), 'portal.read');
  return (
    <Patiently
      subject={request}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="What we ask you"
          label="Reading what we ask you"
          main={[
            ['What it is for', 4],
            [null, 8],
          ]}
        />
      }
    >
      {drawRequest(request, informationRequestId, readParam(asked, 'problem') ?? '')}
    </Patiently>
  );
}

async function drawRequest(
  reading: ReturnType<typeof getOwnInformationRequest>,
  informationRequestId: string,
  problem: string,
): Promise<ReactNode> {
  const request = await reading;
  const { subject, ownerText, filesWanted, state, hasLeft, dueAt } = request;
  const isOpen = state === 'sent' || state === 'overdue';
  const waits = isOpen && !hasLeft;
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={<bdi>{subject}</bdi>}
        lead={
          waits ? (
            <>
              {state === 'overdue' ? 'This was due' : 'Answer by'} <Time at={dueAt} year />.
            </>
          ) : null
        }
      />
      <div className="stack">
        {Object.hasOwn(PROBLEMS, problem) && waits ? (
          <Callout tone="failed" title="Nothing was sent">
            <p>{PROBLEMS[problem]}</p>
          </Callout>
        ) : null}
        <section aria-labelledby="why">
          <h2 id="why">What it is for</h2>
          <p className="written">
            <bdi>{ownerText}</bdi>
          </p>
          {filesWanted.length === 0 ? null : (
            <>
              <p>{waits ? 'Send with it:' : 'Asked for with it:'}</p>
              <ul className="portal-steps">
                {filesWanted.map((file) => (
                  <li key={file}>
                    <bdi>{file}</bdi>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
        {isOpen && hasLeft ? (
          <LeftPlatform words="This was asked before, and cannot be answered here any more." />
        ) : waits ? (
          <AnswerForm
            address={`/portal/requests/${informationRequestId}/answer`}
            mediaTypes={MEDIA_TYPES}
            filesMax={FILES_MAX}
            fileBytesMax={FILE_BYTES_MAX}
          />
        ) : (
          <OwnAnswer request={request} />
        )}
      </div>
    </div>
  );
}
