import type { AST, SourceCode } from 'eslint';

/** ESLint's own syntax tree, named through ESLint, so that its types need no package of their own. */
export type Program = AST.Program;
export type Node = NonNullable<Parameters<SourceCode['getText']>[0]>;
