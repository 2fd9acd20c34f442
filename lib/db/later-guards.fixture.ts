import type { Guard } from './guard-shapes.fixture.ts';
import { DISPATCH_GUARDS } from './dispatch-guards.fixture.ts';
import { GIVEN_GUARDS } from './given-guards.fixture.ts';
import { HAND_GUARDS } from './hand-guards.fixture.ts';
import { INFORMATION_GUARDS } from './information-guards.fixture.ts';
import { EVENT_GUARDS } from './event-guards.fixture.ts';
import { MIRROR_GUARDS } from './mirror-guards.fixture.ts';
import { ONBOARDING_GUARDS } from './onboarding-guards.fixture.ts';
import { OVER_GUARDS } from './over-guards.fixture.ts';
import { PAYOUT_CONTROL_GUARDS } from './payout-control-guards.fixture.ts';
import { PROOF_GUARDS } from './proof-guards.fixture.ts';
import { RAW_WRITE_GUARDS } from './raw-write-guards.fixture.ts';
import { REJECTION_GUARDS } from './rejection-guards.fixture.ts';
import { RISK_AUDIT_GUARDS } from './risk-audit-guards.fixture.ts';
import { RISK_GUARDS } from './risk-guards.fixture.ts';
import { SEGMENT_GUARDS } from './segment-guards.fixture.ts';
import { RISK_CALIBRATION_GUARDS } from './risk-calibration-guards.fixture.ts';
import { RISK_RUN_OFF_GUARDS } from './risk-run-off-guards.fixture.ts';
import { RISK_FOREST_GUARDS } from './risk-forest-guards.fixture.ts';
import { RISK_INSTRUMENT_GUARDS } from './risk-instrument-guards.fixture.ts';

/** Guards of the tables that came after the first migrations, a file for each domain. */
export const LATER_GUARDS: readonly Guard[] = [
  ...DISPATCH_GUARDS,
  ...GIVEN_GUARDS,
  ...HAND_GUARDS,
  ...INFORMATION_GUARDS,
  ...EVENT_GUARDS,
  ...MIRROR_GUARDS,
  ...ONBOARDING_GUARDS,
  ...OVER_GUARDS,
  ...PAYOUT_CONTROL_GUARDS,
  ...PROOF_GUARDS,
  ...RAW_WRITE_GUARDS,
  ...REJECTION_GUARDS,
  ...RISK_GUARDS,
  ...RISK_AUDIT_GUARDS,
  ...SEGMENT_GUARDS,
  ...RISK_INSTRUMENT_GUARDS,
  ...RISK_FOREST_GUARDS,
  ...RISK_CALIBRATION_GUARDS,
  ...RISK_RUN_OFF_GUARDS,
];
