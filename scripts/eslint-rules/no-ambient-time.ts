import type { Rule } from 'eslint';

/** Time and chance come in as arguments or from `lib/clock.ts`, so that every decision can be replayed in a test. */
export const noAmbientTime: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { ambient: '{{what}} cannot be replayed: take the time from ctx.now or lib/clock.ts.' },
  },
  create: (context) => ({
    'NewExpression[callee.name="Date"][arguments.length=0]': (node: Rule.Node) => {
      context.report({ node, messageId: 'ambient', data: { what: 'new Date()' } });
    },
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]': (node: Rule.Node) => {
      context.report({ node, messageId: 'ambient', data: { what: 'Date.now()' } });
    },
    'CallExpression[callee.object.name="Math"][callee.property.name="random"]': (node: Rule.Node) => {
      context.report({ node, messageId: 'ambient', data: { what: 'Math.random()' } });
    },
  }),
};
