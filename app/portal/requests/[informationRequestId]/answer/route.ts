import { boundedForm } from '#app/_edge/bounded-form.ts';
import { formText } from '#app/_edge/form-text.ts';
import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireOwnerContext } from '#app/_edge/operator.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { takeUploadSlot } from '#app/_edge/upload-slots.ts';
import { authorize } from '#lib/auth/authorize.ts';
import { DomainError } from '#lib/errors.ts';
import { answerInformationRequest } from '#lib/information-requests/answer-information-request.ts';
import { beginAnswer } from '#lib/information-requests/begin-answer.ts';
import { FILE_BYTES_MAX, FILES_MAX } from '#lib/information-requests/rules/check-files.ts';
import type { SentFile } from '#lib/information-requests/rules/check-files.ts';

const PERMISSION = 'information.answer';

type Fault = Extract<Awaited<ReturnType<typeof boundedForm>>, { fault: unknown }>['fault'];

/** Why a body was not read to its end. */
const FAULTS: Readonly<Record<Fault, readonly [status: number, code: string, words: string]>> = {
  too_large: [
    413,
    'too_large',
    'That is too much at once: at most three files of 5 MB each. Nothing was sent.',
  ],
  too_slow: [
    408,
    'too_slow',
    'It came too slowly. Nothing was sent; send it again over a better connection, or smaller files.',
  ],
  no_form: [400, 'no_form', 'Nothing arrived. Load the page again, then send it.'],
};

/** The files, and 256 kB for the text and what a form puts around them. */
const BODY_BYTES_MAX = FILES_MAX * FILE_BYTES_MAX + 262_144;

const STATUS: Readonly<Record<DomainError['code'], number>> = {
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 409,
  kill_switch_engaged: 409,
  too_often: 429,
  stripe_unavailable: 503,
};

/**
 * An owner's answer with its files, as a form: a script of our page reads the sentence, a browser without one is led back. Who asks
 * is known, and that their request waits for an answer, before anything of the body is read: it is
 * large, and whoever sends many at once would have the memory of everybody else's pages.
 */
export async function POST(
  request: Request,
  { params }: RouteContext<'/portal/requests/[informationRequestId]/answer'>,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!isSameOrigin(request.headers)) return refuseForeign(PERMISSION, 'Sent from another site.', pathname);
  const { informationRequestId } = await params;
  const answer = answering(request, informationRequestId);
  let giveBack = (): void => undefined;
  try {
    const { ctx, owner } = await requireOwnerContext();
    authorize(ctx, PERMISSION);
    giveBack = takeUploadSlot(owner.ownerId);
    await beginAnswer(ctx, { informationRequestId });
    const read = await boundedForm(request, BODY_BYTES_MAX);
    if ('fault' in read) return answer(...FAULTS[read.fault]);
    await answerInformationRequest(ctx, {
      informationRequestId,
      text: formText(read.form, 'text'),
      files: await filesOf(read.form),
    });
    return answer(200, 'done', 'Sent. We write here when we need more.');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(PERMISSION, error, pathname);
    return answer(STATUS[error.code], error.code, error.message);
  } finally {
    giveBack();
  }
}

/** A field without a file sends one without a name. */
async function filesOf(form: FormData): Promise<SentFile[]> {
  const sent = form.getAll('files').filter((value) => value instanceof File && value.name !== '');
  return await Promise.all(
    sent.map(async (file) => ({
      name: (file as File).name, // filtered on the line above
      bytes: new Uint8Array(await (file as File).arrayBuffer()),
    })),
  );
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

function answering(request: Request, informationRequestId: string) {
  const isScript = request.headers.get('accept')?.includes('application/json') === true;
  const page = `/portal/requests/${encodeURIComponent(informationRequestId)}`;
  return (status: number, code: string, message: string): Response => {
    if (isScript) return Response.json({ ok: status === 200, message }, { status, headers: HEADERS });
    // Whoever may not answer has no page here to be led back to.
    if (status === STATUS.forbidden) return new Response(message, { status, headers: HEADERS });
    const location = `${page}?${status === 200 ? 'done=1' : `problem=${code}`}`;
    return new Response(null, { status: 303, headers: { ...HEADERS, location } });
  };
}
