import { CURSOR_REFUSED } from '#app/_edge/list-params.ts';

/** What a list says above itself: what of its address was left out, whose view it is, that its page is another one. */
export function listNotices(
  notices: readonly string[],
  defaultName: string | null,
  isCursorRefused: boolean | undefined,
): string[] {
  return [
    ...notices,
    ...(defaultName === null ? [] : [`This is “${defaultName}”, with which the list opens for your role.`]),
    ...(isCursorRefused === true ? [CURSOR_REFUSED] : []),
  ];
}
