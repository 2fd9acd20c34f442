/** What a first policy could be: offered to whoever writes it, and in force nowhere until two people have published it. */
export const STARTER_POLICY = `# Of all lines that match the most people and the longest wait count, in any order; no approval ends a wait. Where none
# matches, two people decide.
# Only what a cadence proposes can go by itself: what a person asks for needs another person, whatever is written here.
go
wait 24 hours when first payout
hold for 1 approval when instant
hold for 1 approval when asked by a person
hold for 1 approval when asked in a file
hold for 1 approval when account age < 30 days
hold for 1 approval by risk reviewer when destination changed within 14 days
hold for 1 approval when weak lock and first payout

# The payout itself and those before it are added up, so that many small ones are no way around a line. A currency that
# no line compares waits for two people.
hold for 1 approval when paid in 24 hours > 5,000.00 EUR
hold for 2 approvals when paid in 7 days > 25,000.00 EUR
hold for 1 approval when paid in 24 hours > 5,000.00 USD
hold for 2 approvals when paid in 7 days > 25,000.00 USD
hold for 1 approval when paid in 24 hours > 5,000.00 GBP
hold for 2 approvals when paid in 7 days > 25,000.00 GBP
hold for 1 approval when paid in 24 hours > 800,000 JPY
hold for 2 approvals when paid in 7 days > 4,000,000 JPY
hold for 1 approval when paid in 24 hours > 2,000,000.00 HUF
hold for 2 approvals when paid in 7 days > 10,000,000.00 HUF
hold for 1 approval when paid in 24 hours > 700,000.00 ISK
hold for 2 approvals when paid in 7 days > 3,500,000.00 ISK
hold for 1 approval when paid in 24 hours > 1,500.000 KWD
hold for 2 approvals when paid in 7 days > 7,500.000 KWD
`;
