import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PAYOUT_TRANSITIONS_PATH, payoutTransitionsMarkdown } from '#scripts/generate-payout-transitions.ts';
import {
  CONDITIONS,
  KILL_SWITCH,
  MACHINES,
  nextState,
  PAYOUT_ATTEMPT,
  PAYOUT_REQUEST,
} from './transitions.ts';

const READY = {
  enough_approvals: true,
  no_open_hold: true,
  not_stopped: true,
  undo_is_over: true,
};

describe('a move', () => {
  it('leads on when all that it needs is so', () => {
    expect(nextState(PAYOUT_REQUEST, 'claim', 'approved', READY)).toBe('dispatching');
  });

  it.each(Object.keys(READY))(
    'is refused without %s, and a condition nobody answered does not hold',
    (name) => {
      const without = Object.fromEntries(Object.entries(READY).filter(([key]) => key !== name));
      const code = name === 'not_stopped' ? 'kill_switch_engaged' : 'conflict';
      expect(() => nextState(PAYOUT_REQUEST, 'claim', 'approved', without)).toThrow(
        expect.objectContaining({ code, message: CONDITIONS[name as keyof typeof READY] }) as Error,
      );
    },
  );

  it('is refused from any other state', () => {
    expect(() => nextState(PAYOUT_REQUEST, 'claim', 'sent', READY)).toThrow(
      'Payout request: this cannot be done now, it is sent. Reload the page to see where it stands.',
    );
  });
});

describe('the tables', () => {
  it.each(MACHINES.map((of) => [of.title, of] as const))('%s: every state can be reached', (_, of) => {
    const reached = new Set([of.initial]);
    for (let size = 0; size < reached.size;) {
      size = reached.size;
      for (const { from, to } of Object.values(of.moves))
        if (from.some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].toSorted()).toEqual(Object.keys(of.states).toSorted());
  });

  it('time alone never lets money go', () => {
    const byTime = MACHINES.flatMap(({ moves }) => Object.values(moves).filter(({ by }) => by === 'time'));
    expect(byTime.map(({ to }) => to)).toEqual(['settled', 'unknown']);
  });

  it('only people and the source of a hold let go of what was stopped', () => {
    expect(KILL_SWITCH.moves.confirm_release.needs).toEqual(['another_person']);
    expect(PAYOUT_REQUEST.moves.renew.by).toBe('people');
    expect(PAYOUT_ATTEMPT.moves.call_again.needs).toContain('key_is_fresh');
  });

  it('the committed page is what they say', async () => {
    expect(await readFile(PAYOUT_TRANSITIONS_PATH, 'utf8')).toBe(await payoutTransitionsMarkdown());
  });
});
