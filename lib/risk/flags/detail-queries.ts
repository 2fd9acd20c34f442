import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import type { Decision, DecisionInputs } from '../rules/decide.ts';
import type { RiskAction, RiskFlagDetail, RiskFlagEvent, RiskVerdict } from '../types.ts';
import { listOpenFlagsOfAccount, readRiskFlags } from './queries.ts';

/** What a person reads; what is older stands in the audit record. */
const EVENTS_MAX = 20;

type Assessment = {
  decided_at: string;
  inputs: string;
  outcome: string;
  inputs_hash: string;
  rules_hash: string;
  model_hash: string;
};

/** One flag with the decision that it shows and what happened to it. @throws DomainError `forbidden`, `not_found` */
export async function getRiskFlag(ctx: Context, riskFlagId: string): Promise<RiskFlagDetail> {
  authorize(ctx, 'risk.read');
  const [flag] = await readRiskFlags(ctx, [riskFlagId]);
  const [shown] = await database().execute<Assessment>(sql`
    select decision.decided_at::text, decision.inputs, decision.outcome, decision.inputs_hash,
      decision.rules_hash, decision.model_hash
    from risk_flags as flag join risk_assessments as decision using (risk_assessment_id)
    where flag.risk_flag_id = ${riskFlagId}`);
  if (flag === undefined || shown === undefined) throw new DomainError('not_found', 'There is no such flag.');
  // As this version or an earlier one wrote them; nobody else can.
  const inputs = JSON.parse(shown.inputs) as DecisionInputs;
  const decision = JSON.parse(shown.outcome) as Decision;
  return {
    ...flag,
    wanted: decision.action,
    decidedAt: new Date(shown.decided_at),
    base: decision.base,
    lines: decision.lines,
    release: decision.release,
    ownerText: decision.ownerText,
    signs: inputs.streams.map(({ stream, observed, window, expected, since, statistic, threshold }) => ({
      stream,
      observed,
      window,
      expected,
      since: since === null ? null : new Date(since),
      ofAlarm: statistic / threshold,
    })),
    rulesHash: shown.rules_hash,
    modelHash: shown.model_hash,
    inputsHash: shown.inputs_hash,
    events: await readEvents(flag),
  };
}

/** What risk has found about the money that a payout would take, and is not over; null where there is nothing. @throws DomainError `forbidden` */
export async function readFlagOfPayout(
  ctx: Context,
  connectedAccountId: string,
  currency: string,
): Promise<RiskFlagDetail | null> {
  authorize(ctx, 'risk.read');
  const flags = await listOpenFlagsOfAccount(ctx, connectedAccountId);
  // One at most is open of an account and currency.
  const found = flags.find(({ exposure }) => exposure.currency === currency);
  return found === undefined ? null : getRiskFlag(ctx, found.riskFlagId);
}

async function readEvents(
  flag: Pick<
    RiskFlagDetail,
    'riskFlagId' | 'connectedAccountId' | 'exposure' | 'openedKey' | 'closedAt' | 'closedBecause'
  >,
): Promise<RiskFlagEvent[]> {
  const until =
    flag.closedAt === null ? sql`true` : sql`decided_at <= ${flag.closedAt.toISOString()}::timestamptz`;
  const [decisions, verdicts] = await Promise.all([
    database().execute<{ at: string; action: RiskAction; score: number }>(sql`
      select decided_at::text as at, action, score from risk_assessments
      where connected_account_id = ${flag.connectedAccountId} and currency = ${flag.exposure.currency}
        and decided_at >= ${flag.openedKey}::timestamptz and ${until}
      order by decided_at desc limit ${EVENTS_MAX}`),
    database().execute<{ at: string; verdict: RiskVerdict; by: string; reason: string }>(sql`
      select given_at::text as at, verdict, coalesce(person.name, said.operator_id) as by, reason
      from risk_verdicts as said left join operators as person using (operator_id)
      where said.risk_flag_id = ${flag.riskFlagId} order by given_at desc limit ${EVENTS_MAX}`),
  ]);
  const events: RiskFlagEvent[] = [
    ...decisions.map((row) => ({ ...row, kind: 'decision' as const, at: new Date(row.at) })),
    ...verdicts.map((row) => ({ ...row, kind: 'verdict' as const, at: new Date(row.at) })),
    ...(flag.closedAt !== null && flag.closedBecause !== null
      ? [{ kind: 'closed' as const, at: flag.closedAt, because: flag.closedBecause }]
      : []),
  ];
  return events.sort((left, right) => right.at.getTime() - left.at.getTime());
}
