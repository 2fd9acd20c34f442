import type { TableDefinition } from '../../tables/types.ts';
import { RISK_ACTIONS } from '../rules/rule-text.ts';
import {
  FLAG_CAUSES,
  RISK_FLAG_ORDERS,
  RISK_FLAG_STATES,
  type RiskFlagColumn,
  type RiskFlagSort,
} from '../types.ts';

/** The list of what risk has flagged. States, accounts and days are indexed; what else is chosen is looked for among those. */
export const RISK_FLAG_TABLE: TableDefinition<RiskFlagColumn, RiskFlagSort> = {
  list: 'anomalies',
  columns: [
    { id: 'account', header: 'Connected account', kind: 'text', isHideable: false, isShownAtFirst: true },
    { id: 'cause', header: 'Cause', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'action', header: 'Done', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'exposure', header: 'Money at risk', kind: 'money', isHideable: true, isShownAtFirst: true },
    { id: 'score', header: 'Score', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'state', header: 'State', kind: 'status', isHideable: true, isShownAtFirst: true },
    {
      id: 'since',
      header: 'Since',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'due', header: 'Look by', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'flag', header: 'Id', kind: 'id', isHideable: true, isShownAtFirst: false },
  ],
  filters: [
    { name: 'state', kind: 'choice', values: RISK_FLAG_STATES, example: 'open' },
    { name: 'cause', kind: 'choice', values: FLAG_CAUSES, example: 'card_testing' },
    { name: 'done', kind: 'choice', values: RISK_ACTIONS, example: 'hold' },
    { name: 'currency', kind: 'currency', example: 'eur' },
    {
      name: 'account',
      kind: 'id',
      pattern: /^acct_\w+$/,
      what: 'a connected account’s id',
      example: 'acct_1…',
    },
    { name: 'since', kind: 'day', example: '>2026-10-01' },
  ],
  words: { example: 'acct_1… kovács', meaning: 'a connected account, by its id or words of its name' },
  orders: RISK_FLAG_ORDERS,
  defaultOrder: 'newest',
};
