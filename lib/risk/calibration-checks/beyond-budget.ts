/** Chances in a hundred that a calibration which keeps its budget is called beyond it. */
const WRONGLY_CALLED = 0.05;

/**
 * Whether so many false alarms are more than luck makes of a budget: a Poisson count as large is rarer than one in twenty. Few
 * account-years say little, and then nothing is said.
 * @param expected what the budget allows in as many account-years
 */
export function isBeyondBudget(falseAlarms: number, expected: number): boolean {
  if (falseAlarms <= expected) return false;
  // P(fewer), added from nothing up; in logarithms, because e to the minus of many is nothing.
  let term = -expected;
  let fewer = 0;
  for (let count = 0; count < falseAlarms; count += 1) {
    fewer += Math.exp(term);
    term += Math.log(expected) - Math.log(count + 1);
  }
  return 1 - fewer < WRONGLY_CALLED;
}
