import { Badge } from '../ui/badge.tsx';
import { lockStrengthTone, lockStrengthWord } from './lock-words.ts';

export function LockBadge({ lockStrength }: { lockStrength: string }) {
  return <Badge tone={lockStrengthTone(lockStrength)}>{lockStrengthWord(lockStrength)}</Badge>;
}
