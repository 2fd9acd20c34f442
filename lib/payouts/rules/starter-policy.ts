/** What a first policy could be: offered to whoever writes it, and in force nowhere until two people have published it. */
export const STARTER_POLICY = `# The strictest line that matches decides, in any order. Where none matches, two people decide.
go
wait 24 hours when first payout
hold for 1 approval when asked in a file
hold for 1 approval when account age < 30 days
hold for 1 approval by risk reviewer when destination changed within 14 days
hold for 1 approval when weak lock and first payout

# A currency that no line compares waits for two people.
hold for 1 approval when amount > 5,000.00 EUR
hold for 2 approvals when amount > 25,000.00 EUR
hold for 1 approval when amount > 5,000.00 USD
hold for 2 approvals when amount > 25,000.00 USD
hold for 1 approval when amount > 5,000.00 GBP
hold for 2 approvals when amount > 25,000.00 GBP
hold for 1 approval when amount > 800,000 JPY
hold for 1 approval when amount > 2,000,000.00 HUF
hold for 1 approval when amount > 700,000.00 ISK
hold for 1 approval when amount > 1,500.000 KWD
`;
