import { Badge } from '../ui/badge.tsx';
import { payoutStatus } from './payout-words.ts';

export function PayoutStatus({ status }: { status: string }) {
  const { word, tone } = payoutStatus(status);
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  );
}
