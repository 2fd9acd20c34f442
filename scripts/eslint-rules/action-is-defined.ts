import type { Rule } from 'eslint';
import type { Node, Program } from './syntax.ts';

const isUseServer = (node: Node): boolean =>
  node.type === 'ExpressionStatement' && 'directive' in node && node.directive === 'use server';

const DEFINERS = ['defineAction', 'defineOwnerAction'];

/** Every export of a `'use server'` file is a public POST endpoint, so each must come out of `defineAction`. */
export const actionIsDefined: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      notDefined: "An export of a 'use server' file is a public endpoint: make it with defineAction(verb).",
      inline: "An inline 'use server' hides a public endpoint in a component: put it into actions.ts.",
    },
  },
  create: (context) => ({
    Program: (program: Program) => {
      if (!program.body.some(isUseServer)) return;
      for (const statement of program.body)
        if (statement.type.startsWith('Export') && !exportsOnlyActions(statement))
          context.report({ node: statement, messageId: 'notDefined' });
    },
    'BlockStatement > ExpressionStatement[directive="use server"]': (node: Rule.Node) => {
      context.report({ node, messageId: 'inline' });
    },
  }),
};

function exportsOnlyActions(statement: Program['body'][number]): boolean {
  if (statement.type !== 'ExportNamedDeclaration') return false;
  if ('exportKind' in statement && statement.exportKind === 'type') return true;
  const { declaration } = statement;
  return (
    declaration?.type === 'VariableDeclaration' &&
    declaration.declarations.every(
      ({ init }) =>
        init?.type === 'CallExpression' &&
        init.callee.type === 'Identifier' &&
        DEFINERS.includes(init.callee.name),
    )
  );
}
