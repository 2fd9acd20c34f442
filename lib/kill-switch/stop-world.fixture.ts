import postgres from 'postgres';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context, type OperatorRole } from '../context.ts';
import { askKillSwitchRelease } from './ask-kill-switch-release.ts';
import { awaitStandstill } from './await-standstill.ts';
import { engageProven, releaseProven } from './test-press.fixture.ts';

const PEOPLE = [
  ['Anna', 'finance_operator'],
  ['Ines', 'risk_reviewer'],
  ['Marek', 'administrator'],
] as const satisfies (readonly [string, OperatorRole])[];

function as(name: string, role: OperatorRole): Context {
  return { ...jobContext('test'), actor: { kind: 'operator', operatorId: `opr_${name}`, name, role } };
}
export const ANNA = as('Anna', 'finance_operator');
export const INES = as('Ines', 'risk_reviewer');
export const MAREK = as('Marek', 'administrator');

export type StopWorld = {
  stripe: TestStripe;
  /** Owner of the tables. */
  sql: postgres.Sql;
  /** Anna presses, and proves that she means it. */
  press(press: Parameters<typeof engageProven>[2]): ReturnType<typeof engageProven>;
  /** Ines asks and Marek agrees, once nothing is under way. */
  release(killSwitchId: string): Promise<void>;
  close(): Promise<void>;
};

/** The local Stripe, a database of the test file's own, and people who stop and let go. */
export async function openStopWorld(options: Parameters<typeof startTestStripe>[0] = {}): Promise<StopWorld> {
  const stripe = await startTestStripe(options);
  const sql = postgres(stripe.databaseOwnerUrl, { max: 2, onnotice: () => undefined });
  for (const [name, role] of PEOPLE)
    await sql`insert into operators (operator_id, email, name, role) values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, ${role})`;
  return {
    stripe,
    sql,
    press: (press) => engageProven(sql, ANNA, press),
    release: async (killSwitchId) => {
      await awaitStandstill(killSwitchId);
      await askKillSwitchRelease(INES, { killSwitchId, reason: 'Over' });
      await releaseProven(sql, MAREK, { killSwitchId, askedBy: 'opr_Ines' });
    },
    close: async () => {
      await sql.end({ timeout: 5 });
      await stripe.stop();
    },
  };
}
