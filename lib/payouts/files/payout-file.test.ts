import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databaseClient } from '../../db/client.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposeAsTyped } from '../requests/propose-as-typed.ts';
import { proposeFileLine } from './propose-file-line.ts';
import { proposePayoutFile } from './propose-payout-file.ts';
import { getPayoutFile, listPayoutFiles } from './queries.ts';
import type { DomainError } from '../../errors.ts';
import { takeAsSent } from './take-as-sent.ts';
import { takePayoutFile } from './take-payout-file.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const anna = () => world.as('anna');
const take = (text: string, formId = '') => takePayoutFile(anna(), { name: 'week.csv', text, formId });
const outcomes = async (payoutFileId: string) =>
  (await getPayoutFile(anna(), payoutFileId)).lines.map(
    ({ lineNumber, outcome }) => `${String(lineNumber)} ${outcome}`,
  );
const requestCount = async (account: string): Promise<number> => {
  const [row] = await world.sql<{ count: number }[]>`
    select count(*)::int as count from payout_requests where connected_account_id = ${account}`;
  return row?.count ?? 0;
};

describe('a file of proposals', () => {
  it('is read, reported line by line, and its good lines are proposed once', async () => {
    const [rich, poor, stranger] = [
      await world.account([100_00n]),
      await world.account([5_00n]),
      await world.account([5_00n]),
    ];
    await world.tamper(`delete from payout_accounts where connected_account_id = '${stranger}'`);
    const text = `${rich},USD,60.00\n${poor},USD,6.00\n${stranger},USD,all\nacct_nobody,USD,1\nnonsense`;
    const { payoutFileId, isNew } = await take(text);
    expect(isNew).toBe(true);
    expect(await outcomes(payoutFileId)).toEqual(['1 waiting', '2 waiting', '3 bad', '4 bad', '5 bad']);
    const refusals = (await getPayoutFile(anna(), payoutFileId)).lines.map(({ refusal }) => refusal);
    expect(refusals).toEqual([
      null,
      'Only 5.00 USD can be paid out now. Ask for that much or less.',
      null,
      null,
      null,
    ]);
    expect(await requestCount(rich)).toBe(0);
    expect(await proposePayoutFile(anna(), { payoutFileId })).toEqual({ proposed: 1, refused: 1 });
    const { lines } = await getPayoutFile(anna(), payoutFileId);
    expect(lines.map(({ outcome }) => outcome)).toEqual(['proposed', 'refused', 'bad', 'bad', 'bad']);
    expect(lines[1]?.because).toContain('Only 5.00 USD can be paid out now');
    expect(lines[2]?.because).toContain('Enrol it on its page first');
    const [request] = await world.sql`
      select origin, requested_by_operator_id as by, amount::text from payout_requests where connected_account_id = ${rich}`;
    expect(request).toEqual({ origin: 'file', by: 'opr_anna', amount: '6000' });
    expect((await listPayoutFiles(anna()))[0]).toMatchObject({
      payoutFileId,
      lineCount: 5,
      waiting: 0,
      proposed: 1,
    });
  });

  it('says of each line that waits what would be refused now, in words', async () => {
    const account = await world.account([100_00n]);
    const { payoutFileId } = await take(`${account},USD,100.01\n${account},EUR,1.00\n${account},USD,1.00`);
    const report = async () =>
      (await getPayoutFile(anna(), payoutFileId)).lines.map(({ refusal, because }) => refusal ?? because);
    expect(await report()).toEqual([
      'Only 100.00 USD can be paid out now. Ask for that much or less.',
      expect.stringContaining('can take a payout in EUR') as string,
      'Line 1 asks for the same account and currency. Join the two into one line.',
    ]);
    // The money of another request is taken since: the report is as of now.
    await proposeAsTyped(anna(), {
      connectedAccountId: account,
      currency: 'usd',
      amount: 'all',
      method: 'standard',
      seenPayable: '10000',
    });
    expect((await report())[0]).toContain('Nothing in USD can be paid out now');
  });

  it('is read by as many statements with forty lines as with one', async () => {
    const accounts: string[] = [];
    for (let made = 0; made < 40; made += 1) accounts.push(await world.account([10_00n]));
    const statementsFor = async (lines: readonly string[]): Promise<number> => {
      const { payoutFileId } = await take(lines.join('\n'));
      const statements = vi.spyOn(databaseClient(), 'unsafe');
      const file = await getPayoutFile(anna(), payoutFileId);
      const count = statements.mock.calls.length;
      statements.mockRestore();
      expect(file.lines.map(({ refusal }) => refusal)).toEqual(
        lines.map((line) =>
          line.endsWith('9.00') ? null : (expect.stringContaining('Only 10.00 USD') as string),
        ),
      );
      return count;
    };
    const lines = accounts.map((account, at) => `${account},USD,${at % 2 === 0 ? '9' : '11'}.00`);
    const ofOne = await statementsFor(lines.slice(0, 1));
    expect(ofOne).toBeGreaterThan(0);
    expect(await statementsFor(lines)).toBe(ofOne);
  });

  it('sent again is the file that it was, and proposes nothing twice', async () => {
    const account = await world.account([100_00n]);
    const text = `${account},USD,40.00`;
    const [one, other] = await Promise.all([take(text), take(text)]);
    expect(one.payoutFileId).toBe(other.payoutFileId);
    await Promise.all([
      proposePayoutFile(anna(), one),
      proposePayoutFile(world.as('marek'), one),
      proposePayoutFile(anna(), one),
    ]);
    await proposePayoutFile(anna(), await take(text));
    expect(await requestCount(account)).toBe(1);
    expect(await world.balances(account)).toEqual({ available: 60_00n, reserved: 40_00n });
    // Typed into a form, the same lines can be asked for again.
    expect((await take(text, 'form 1')).isNew).toBe(true);
    expect((await take(text, 'form 1')).isNew).toBe(false);
  });

  it('that was left half way goes on where it stopped', async () => {
    const [first, second] = [await world.account([10_00n]), await world.account([20_00n])];
    const { payoutFileId } = await take(`${first},USD,all\n${second},USD,all`);
    await proposeFileLine(anna(), { payoutFileId, lineNumber: 1 });
    expect(await outcomes(payoutFileId)).toEqual(['1 proposed', '2 waiting']);
    expect(await proposePayoutFile(anna(), { payoutFileId })).toEqual({ proposed: 1, refused: 0 });
    expect([await requestCount(first), await requestCount(second)]).toEqual([1, 1]);
  });

  it('is no viewer’s to propose, and no line is marked for that', async () => {
    const account = await world.account([10_00n]);
    const { payoutFileId } = await take(`${account},USD,all`);
    await expect(proposePayoutFile(world.as('vera', 'viewer'), { payoutFileId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await outcomes(payoutFileId)).toEqual(['1 waiting']);
  });

  it.each([
    ['of nothing', '# only a remark', 'There is no line in it'],
    ['of too much', 'acct_1A,USD,1\n'.repeat(201), 'has 201 lines'],
    ['of another program', 'PK\u0003\u0000\u0000', 'This is no text in UTF-8'],
  ])('%s is refused whole', async (_, text, sentence) => {
    await expect(take(text)).rejects.toThrow(sentence);
  });
});

describe('a file as a form sends it', () => {
  const sent = (bytes: Uint8Array<ArrayBuffer> | string) =>
    takeAsSent(anna(), { file: new File([bytes], 'week.csv'), lines: '', formId: '' });

  it('is refused beside its one field, once, when it is too large or no text in UTF-8', async () => {
    const tooLarge = 'The file is larger than 200 kB. Send it in parts.';
    await expect(sent('#'.repeat(200_001))).rejects.toMatchObject({ fields: { file: tooLarge } });
    const utf16 = new Uint8Array(Buffer.from('\uFEFFacct_1A,USD,1', 'utf16le'));
    for (const bytes of [utf16, 'acct_1A,USD,1\u0000'])
      await expect(sent(bytes)).rejects.toSatisfy(
        (error: DomainError) => Object.keys(error.fields).join() === 'file' && /UTF-8/.test(error.message),
      );
    await expect(takeAsSent(anna(), { file: null, lines: '# nothing', formId: 'f' })).rejects.toSatisfy(
      (error: DomainError) => Object.keys(error.fields).join() === 'lines',
    );
  });

  it('may be as large as is said', async () => {
    const account = await world.account([10_00n]);
    const line = `${account},USD,1.00\n`;
    expect((await sent(`${line}#${'x'.repeat(200_000 - line.length - 1)}`)).isNew).toBe(true);
  });
});

describe('a proposal from a form', () => {
  const typed = (connectedAccountId: string, amount: string, seenPayable: string) =>
    proposeAsTyped(anna(), { connectedAccountId, currency: 'usd', amount, method: 'standard', seenPayable });

  it('sent twice asks once', async () => {
    const account = await world.account([100_00n]);
    const both = await Promise.allSettled([
      typed(account, '30.00', '10000'),
      typed(account, '30.00', '10000'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
    expect(await requestCount(account)).toBe(1);
  });

  it('asks for everything only when that is said, for exactly what stood on the screen, and never for nothing typed', async () => {
    const account = await world.account([100_00n]);
    await typed(account, '1.00', '10000');
    // The form is empty after it was answered: a second click asks for nothing.
    await expect(typed(account, '', '9900')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { amount: expect.stringContaining('Write an amount.') as string },
    });
    await expect(typed(account, 'all', '10000')).rejects.toMatchObject({ code: 'conflict' });
    expect(await requestCount(account)).toBe(1);
    await expect(typed(account, 'all', '9900')).resolves.toMatchObject({ amount: 99_00n });
  });

  it('that cannot be read says what to write', async () => {
    await expect(typed('acct_1A', '1.005', '1')).rejects.toThrow('at most 2 decimals');
  });
});
