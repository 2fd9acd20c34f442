import type { Role } from '../context.ts';

/** What can be allowed. The same string gates the action, the verb, the query and the button. */
export type Permission =
  | 'overview.read'
  | 'connected_accounts.read'
  | 'connected_accounts.sync'
  | 'connected_accounts.reject'
  | 'connected_accounts.send_rejection'
  | 'notes.read'
  | 'notes.write'
  | 'payouts.read'
  | 'payouts.sync'
  | 'payouts.approve'
  | 'payouts.reject'
  | 'payouts.watch_approvals'
  | 'payouts.decide_in_bulk'
  | 'payouts.enrol'
  | 'payouts.propose'
  | 'payouts.cancel'
  | 'payouts.dispatch'
  | 'payouts.resolve_unknown'
  | 'policies.edit'
  | 'policies.publish'
  | 'holds.place'
  | 'holds.release'
  | 'holds.release_own'
  | 'holds.escalate'
  | 'risk.read'
  | 'risk.assess'
  | 'risk.decide'
  | 'segments.assess'
  | 'segments.decide'
  | 'risk.edit'
  | 'risk.publish'
  | 'risk.train'
  | 'ledger.read'
  | 'ledger.post'
  | 'ledger.reverse'
  | 'invariants.run'
  | 'alarms.close'
  | 'events.read'
  | 'events.process'
  | 'events.count_deliveries'
  | 'events.replay'
  | 'events.set_aside'
  | 'sync.run'
  | 'sync.stop'
  | 'audit.read'
  | 'audit.seal'
  | 'sessions.own'
  | 'password.own'
  | 'step_up.own'
  | 'step_up.recover'
  | 'preferences.own'
  | 'people.read'
  | 'people.manage'
  | 'kill_switch.read'
  | 'kill_switch.engage'
  | 'kill_switch.release'
  | 'kill_switch.work'
  | 'bypasses.end'
  | 'notifications.read'
  | 'notifications.manage'
  | 'notifications.send'
  | 'lists.export'
  | 'lists.write_export'
  | 'views.save'
  | 'views.share'
  | 'operators.seed'
  | 'sellers.read'
  | 'sellers.invite'
  | 'sellers.look_up'
  | 'owners.manage'
  | 'owner_sessions.own'
  | 'information.read'
  | 'information.ask'
  | 'information.open_files'
  | 'information.answer'
  | 'portal.read'
  | 'portal.ask_payout'
  | 'account_sessions.open';

const READ_EVERYTHING = [
  'overview.read',
  'connected_accounts.read',
  'notes.read',
  'payouts.read',
  'risk.read',
  'ledger.read',
  'events.read',
  'audit.read',
  'sessions.own',
  'password.own',
  'step_up.own',
  'preferences.own',
  'kill_switch.read',
  'notifications.read',
  'lists.export',
  'views.save',
  'sellers.read',
  'information.read',
] as const satisfies Permission[];

const RUN_THE_BOOKS = [
  'invariants.run',
  'alarms.close',
  'events.replay',
  'events.set_aside',
  'sync.run',
  'sync.stop',
  'connected_accounts.sync',
  'notes.write',
  'payouts.approve',
  'payouts.reject',
  'payouts.enrol',
  'payouts.propose',
  'payouts.cancel',
  'payouts.resolve_unknown',
  'holds.place',
  'holds.release',
  'kill_switch.engage',
  'views.share',
  'sellers.invite',
  'information.ask',
] as const satisfies Permission[];

/** People: one row per role. Nobody has a permission that is not written here. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  // The auditor: whoever checks who may do what has to see it.
  viewer: [...READ_EVERYTHING, 'people.read'],
  finance_operator: [...READ_EVERYTHING, ...RUN_THE_BOOKS],
  risk_reviewer: [
    ...READ_EVERYTHING,
    'notes.write',
    'payouts.approve',
    'payouts.reject',
    'holds.place',
    'holds.release',
    'risk.decide',
    'information.ask',
    'information.open_files',
    'segments.decide',
    'connected_accounts.reject',
    'risk.edit',
    'kill_switch.engage',
    'kill_switch.release',
    'views.share',
  ],
  administrator: [
    ...READ_EVERYTHING,
    ...RUN_THE_BOOKS,
    'policies.edit',
    'policies.publish',
    'risk.decide',
    'information.open_files',
    'segments.decide',
    'connected_accounts.reject',
    'risk.edit',
    'risk.publish',
    'kill_switch.release',
    'ledger.reverse',
    'people.read',
    'people.manage',
    'owners.manage',
    'step_up.recover',
    'notifications.manage',
  ],
  // What is theirs alone: each verb finds their one account in their own row.
  connected_account_owner: [
    'owner_sessions.own',
    'portal.read',
    'portal.ask_payout',
    'information.answer',
    'account_sessions.open',
  ],
};

/** Jobs: each has its own short list; a job that is not named here may do nothing. */
export const JOB_PERMISSIONS = {
  'process-stripe-events': [
    'events.read',
    'events.process',
    'connected_accounts.sync',
    'payouts.sync',
    'ledger.read',
    'ledger.post',
  ],
  'back-fill': [
    'events.read',
    'events.process',
    'sync.run',
    'connected_accounts.sync',
    'payouts.sync',
    'ledger.post',
  ],
  'post-balance-transactions': ['ledger.post'],
  'check-invariants': ['invariants.run', 'ledger.read', 'connected_accounts.sync'],
  'sync-connected-accounts': ['connected_accounts.sync', 'sync.run'],
  'health-check': ['overview.read'],
  metrics: ['overview.read', 'ledger.read'],
  'seal-audit': ['audit.seal', 'audit.read'],
  'count-deliveries': ['events.count_deliveries'],
  'live-status': ['overview.read', 'events.read'],
  'write-list-export': [
    'lists.write_export',
    'payouts.read',
    'risk.read',
    'connected_accounts.read',
    'events.read',
    'ledger.read',
    'audit.read',
  ],
  'forget-stripe-calls': ['payouts.sync'],
  'watch-approvals': ['payouts.watch_approvals'],
  notify: ['notifications.send'],
  'decide-in-bulk': ['payouts.decide_in_bulk', 'payouts.read'],
  'end-bypasses': ['bypasses.end', 'connected_accounts.sync', 'payouts.sync', 'ledger.post'],
  'stop-payouts': ['kill_switch.work', 'connected_accounts.sync', 'payouts.sync', 'ledger.post'],
  'forget-delivery-counts': ['events.count_deliveries'],
  // Whoever holds the machine and its database makes the first administrators.
  'invite-from-machine': ['people.manage'],
  // … and the first factor of all, which nobody can prove anything for yet.
  'confirm-from-machine': ['step_up.recover'],
  'seed-demo': [
    'operators.seed',
    'sync.run',
    'connected_accounts.sync',
    'payouts.sync',
    'events.process',
    'ledger.post',
    'payouts.enrol',
    'payouts.propose',
    'holds.place',
  ],
  // It assesses what is due before it claims.
  'dispatch-payouts': ['payouts.dispatch', 'payouts.sync', 'ledger.post', 'risk.assess'],
  'assess-risk': ['risk.assess'],
  'train-risk-model': ['risk.train'],
  'grow-risk-forests': ['risk.train'],
  'estimate-run-off': ['risk.train'],
  'check-risk-calibration': ['risk.train'],
  'assess-segments': ['segments.assess'],
  'send-account-rejections': ['connected_accounts.send_rejection', 'connected_accounts.sync'],
  'fetch-invited-accounts': ['sellers.look_up', 'sellers.invite', 'connected_accounts.sync'],
  'propose-payouts': ['payouts.propose'],
  'review-destinations': ['payouts.propose', 'payouts.read', 'holds.release_own'],
  'escalate-holds': ['holds.escalate'],
  // That an account which was just made pays only when asked; started by whoever invited its owner.
  'read-back-invited-account': ['connected_accounts.sync'],
  // What an owner has just changed at Stripe; started by their own return, which is on record.
  'reread-own-account': ['connected_accounts.sync'],
} as const satisfies Record<string, readonly Permission[]>;
