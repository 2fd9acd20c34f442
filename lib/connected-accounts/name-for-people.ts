/** What people call a connected account: its name, or its id where Stripe has none. @param name of its row, or undefined where it is not known yet */
export function nameForPeople(connectedAccountId: string, name: string | undefined): string {
  return name === undefined || name === '' ? connectedAccountId : name;
}
