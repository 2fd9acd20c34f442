import { describe, expect, it } from 'vitest';
import { readAuditListRequest } from './search-params.ts';

const read = (address: string) =>
  readAuditListRequest(Object.fromEntries(new URLSearchParams(address)), {
    zone: 'Europe/Berlin',
    today: '2026-11-21',
  });

describe('the address of the audit list', () => {
  it('keeps understanding the addresses of links that people have kept', () => {
    const { filter, problems, params } = read(
      'outcome=refused&by=operator&actor=opr_1&action=list.export&subject=po_1&account=acct_1&from=2026-11-01&to=2026-11-02',
    );
    expect(problems).toEqual([]);
    expect(filter).toEqual({
      outcome: 'refused',
      actorKind: 'operator',
      actorId: 'opr_1',
      action: 'list.export',
      subject: 'po_1',
      connectedAccountId: 'acct_1',
      recordedFrom: '2026-10-31T23:00:00.000Z',
      recordedBefore: '2026-11-02T23:00:00.000Z',
    });
    // The link to the same list says it in the line.
    expect(read(new URLSearchParams(params).toString()).filter).toEqual(filter);
  });

  it.each([
    ['opr_Abc', { actorId: 'opr_Abc' }],
    ['back-fill', { actorId: 'back-fill' }],
    ['operator_session.start', { action: 'operator_session.start' }],
    ['platform', { connectedAccountId: 'platform' }],
    ['acct_1A', { connectedAccountId: 'acct_1A' }],
    ['po_1A', { subject: 'po_1A' }],
    ['further attempts', { subject: 'further attempts' }],
    ['/settings/people', { subject: '/settings/people' }],
    ['subject:"unknown address"', { subject: 'unknown address' }],
    ['subject:"opr_1" list.export', { subject: 'opr_1', action: 'list.export' }],
  ])('%s', (q, filter) => {
    expect(read(new URLSearchParams({ q }).toString())).toMatchObject({ filter, problems: [] });
  });

  it.each([
    ['acct_1 acct_2', 'acct_2'],
    ['account:acct_1 acct_2', 'acct_2'],
    ['subject:po_1 po_2', 'po_2'],
    ['outcome:perhaps', 'perhaps'],
    ['by:nobody', 'nobody'],
    ['action:drop', 'drop'],
    ['account:po_1', 'po_1'],
    ['recorded:2026-02-30', '2026-02-30'],
  ])('%s is said to be a mistake, at its place', (q, wrong) => {
    const { problems } = read(new URLSearchParams({ q }).toString());
    expect(problems.map(({ from, to }) => q.slice(from, to))).toEqual([wrong]);
  });
});
