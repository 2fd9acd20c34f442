import { Callout } from '../ui/card.tsx';

/** Instead of what an account that has left the platform can no longer be shown or asked. */
export function LeftPlatform({ words }: { words: string }) {
  return (
    <Callout tone="failed" title="This account has left the platform">
      <p>{words}</p>
    </Callout>
  );
}
