import { basename } from 'node:path';
import type { Rule } from 'eslint';
import type { Program } from './syntax.ts';

const toCamelCase = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A file that defines a verb is that verb: one exported value, named like the file, beside its types. */
export const verbIsDefined: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      alone: 'This file defines a verb, so {{name}} = defineVerb(…) is the only value it exports.',
    },
  },
  create: (context) => {
    let definesVerb = false;
    return {
      'CallExpression[callee.name="defineVerb"]': () => {
        definesVerb = true;
      },
      'Program:exit': (program: Program) => {
        const name = toCamelCase(basename(context.filename, '.ts'));
        if (!definesVerb) return;
        const exportedValues = program.body.filter(
          (statement) =>
            statement.type.startsWith('Export') &&
            !('exportKind' in statement && statement.exportKind === 'type'),
        );
        const [only] = exportedValues;
        if (only === undefined || exportedValues.length > 1 || !exportsVerb(only, name))
          context.report({ node: exportedValues.at(-1) ?? program, messageId: 'alone', data: { name } });
      },
    };
  },
};

function exportsVerb(statement: Program['body'][number], name: string): boolean {
  if (statement.type !== 'ExportNamedDeclaration') return false;
  if (statement.declaration?.type !== 'VariableDeclaration') return false;
  const [declarator, ...others] = statement.declaration.declarations;
  return (
    others.length === 0 &&
    declarator?.id.type === 'Identifier' &&
    declarator.id.name === name &&
    declarator.init?.type === 'CallExpression' &&
    declarator.init.callee.type === 'Identifier' &&
    declarator.init.callee.name === 'defineVerb'
  );
}
