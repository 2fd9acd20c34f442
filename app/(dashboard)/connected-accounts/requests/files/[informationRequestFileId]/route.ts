import { headers } from 'next/headers';
import { noteRefused, refuseForeign } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { DomainError } from '#lib/errors.ts';
import { openInformationFile } from '#lib/information-requests/open-information-file.ts';

const PERMISSION = 'information.open_files';

/** A file that an owner sent, to be kept, never shown: on record each time, so no other site can start it. */
export async function GET(
  _request: Request,
  { params }: RouteContext<'/connected-accounts/requests/files/[informationRequestFileId]'>,
): Promise<Response> {
  const site = (await headers()).get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none')
    return refuseForeign(PERMISSION, 'Files are opened from Sluice itself.');
  const { informationRequestFileId } = await params;
  try {
    const { name, bytes } = await openInformationFile(await requireContext(), { informationRequestFileId });
    return new Response(new Uint8Array(bytes), { headers: attachment(name, bytes.length) });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused(PERMISSION, error);
    const status = { forbidden: 403, unauthenticated: 401, not_found: 404 } as Partial<
      Record<string, number>
    >;
    return new Response(error.message, { status: status[error.code] ?? 400 });
  }
}

/** Whatever a browser thinks of the bytes, it keeps them as a file; the proxy sets the policy of what it should show all the same. */
function attachment(name: string, length: number): Record<string, string> {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_');
  return {
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'cache-control': 'private, no-store',
  };
}
