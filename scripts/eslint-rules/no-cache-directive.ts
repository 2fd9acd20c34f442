import type { Rule } from 'eslint';

/** A stale balance is a wrong balance, and a cached page outlives a revoked role. */
export const noCacheDirective: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { cached: 'The screen shows what the database says now: no cache directive.' },
  },
  create: (context) => ({
    'ExpressionStatement[directive=/^use cache/]': (node: Rule.Node) => {
      context.report({ node, messageId: 'cached' });
    },
  }),
};
