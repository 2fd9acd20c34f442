import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { killSwitchId } from './schemas.ts';
import { writeSteps } from './write-steps.ts';

/** Named on record; of more their number says enough. */
const NAMED_MAX = 20;

/**
 * Steps for accounts that a press covers and did not cover, or that nobody knew of, when it was planned: all, or one. A stop
 * holds for whoever comes while it stands.
 * @returns the accounts that got steps
 */
export const extendKillSwitch = defineVerb({
  permission: 'kill_switch.work',
  input: z.strictObject({ killSwitchId, among: z.string().nullable() }),
  async run(tx, _ctx, { killSwitchId: id, among }) {
    const accounts = await writeSteps(tx, { killSwitchId: id, among, isLater: true });
    if (accounts.length === 0) return { result: accounts, audit: null };
    await tellKillSwitch(tx);
    const after = { accounts: accounts.length, seen: accounts.slice(0, NAMED_MAX) };
    return { result: accounts, audit: { action: 'kill_switch.extend', subject: id, after } };
  },
});
