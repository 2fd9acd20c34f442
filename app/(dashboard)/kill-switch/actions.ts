'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { drillKillSwitch } from '#lib/kill-switch/drill-kill-switch.ts';

export const drillKillSwitchAction = defineAction(drillKillSwitch, () => ({}));
