import type { Rule } from 'eslint';
import type { Node } from './syntax.ts';

const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**', '+=', '-=', '*=', '/=', '%=']);

const isAmount = (node: Node): boolean =>
  node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'amount';

/** Amounts are added, split and turned into text in `lib/money` alone, where currencies and exponents are looked at. */
export const noRawMoney: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      arithmetic: 'Arithmetic on .amount ignores its currency: use lib/money.',
      float: 'This turns money into a floating-point number: amounts stay bigint.',
    },
  },
  create: (context) => ({
    BinaryExpression: (node) => {
      if (ARITHMETIC.has(node.operator) && (isAmount(node.left) || isAmount(node.right)))
        context.report({ node, messageId: 'arithmetic' });
    },
    AssignmentExpression: (node) => {
      if (ARITHMETIC.has(node.operator) && (isAmount(node.left) || isAmount(node.right)))
        context.report({ node, messageId: 'arithmetic' });
    },
    UnaryExpression: (node) => {
      if (node.operator === '+' && isAmount(node.argument)) context.report({ node, messageId: 'float' });
    },
    CallExpression: (node) => {
      const name =
        node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier'
          ? node.callee.property.name
          : node.callee.type === 'Identifier'
            ? node.callee.name
            : '';
      const [argument] = node.arguments;
      if (name === 'parseFloat' || (name === 'Number' && argument !== undefined && isAmount(argument)))
        context.report({ node, messageId: 'float' });
    },
  }),
};
