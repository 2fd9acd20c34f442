/**
 * The rules of this version: what is certain, and worth a look whatever the tests say. A line adds to the score (log-odds), and a
 * decision may go as far as its action; only what rules and tests found together is weighed against the harm of a false pause.
 */
export const RISK_RULES = `# Two sellers are paid out to one bank account.
flag +2.0 when shared destination >= 1
# Where the money goes has just changed. Sluice holds those payouts anyway until two people have looked.
flag +1.5 when destination changes >= 1 and destination age < 3 days
flag +1.0 when destination abroad >= 1 and destination changes >= 1
# Together with a burst of sales it looks like somebody else's hand.
hold +3.0 when destination changes >= 1 and destination age < 3 days and times the usual charges > 4 and charges in 24 hours >= 20
# Card networks fine at about one in a hundred.
flag +1.5 when disputes in 30 days >= 5 and disputed share >= 1
# More was given back than kept.
flag +1.5 when refunds in 7 days >= 10 and refunded share >= 40
# Cards that other sellers here have seen as well.
flag +1.0 when cards known elsewhere >= 50 and charges in 24 hours >= 20
`;
