'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { checkInvariants } from '#lib/ledger/check-invariants.ts';

export const checkInvariantsAction = defineAction(checkInvariants, () => ({ from: null }));
