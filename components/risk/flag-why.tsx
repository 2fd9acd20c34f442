import type { RiskFlagDetail } from '#lib/risk/types.ts';
import { LockBadge } from '../connected-accounts/lock-badge.tsx';
import { lockStrengthMeaning } from '../connected-accounts/lock-words.ts';
import { TextWithTimes } from '../ui/text-with-times.tsx';
import { chanceWord, signed } from './risk-words.ts';

/** Money that leaves all the same is never called held. */
export function NotHeld({ flag }: { flag: RiskFlagDetail }) {
  if (flag.action === 'pause_lock')
    return (
      <p>
        <LockBadge lockStrength={flag.lockStrength} /> {lockStrengthMeaning(flag.lockStrength)} Sluice holds
        only what it would send itself.
      </p>
    );
  if (flag.action === 'flag' && (flag.wanted === 'hold' || flag.wanted === 'pause_lock'))
    return (
      <p className="t-failed">
        It would have been held, but then too many accounts would stay paused without a person. It goes on
        being paid until somebody decides.
      </p>
    );
  return null;
}

/** The lines of a score, which add up to it. */
export function ScoreLines({ flag }: { flag: RiskFlagDetail }) {
  return (
    <ul className="side-story risk-lines">
      {flag.lines.map(({ text, adds }) => (
        <li key={text}>
          <span>
            <TextWithTimes text={text} />
          </span>
          <span className="n nowrap">{signed(adds)}</span>
        </li>
      ))}
      <li className="muted">
        <span>Where every account begins</span>
        <span className="n nowrap">{signed(flag.base)}</span>
      </li>
      <li>
        <b>Score</b>
        <b className="n nowrap">{signed(scoreOf(flag))}</b>
      </li>
    </ul>
  );
}

const scoreOf = ({ lines, base }: RiskFlagDetail): number =>
  lines.reduce((sum, { adds }) => sum + adds, base);

/** The lines that sum to the score, what would end it, and what the owner is told. */
export function FlagWhy({ flag }: { flag: RiskFlagDetail }) {
  const score = scoreOf(flag);
  return (
    <div className="flag-why">
      <h3>Why</h3>
      <ScoreLines flag={flag} />
      <p className="small muted">
        The score is in log-odds: chances of {chanceWord(score)} by rules and tests that no verdicts have
        trained yet.
      </p>
      {flag.release === '' ? null : <p className="small">{flag.release}</p>}
      {flag.ownerText === '' ? null : (
        <p className="small muted">Its words for the owner: “{flag.ownerText}”</p>
      )}
    </div>
  );
}
