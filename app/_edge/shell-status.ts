import { cache } from 'react';
import { readShellStatus } from '#lib/overview/shell-status.ts';
import { requireContext } from './operator.ts';

/** How current our picture is and what has stopped: read once for all parts of the frame, and for a page that says the same. */
export const readStatus = cache(async () => readShellStatus(await requireContext()));
