/** The full stop after words that end a sentence; names such as “Inc.” and “ehf.” bring their own. */
export const fullStop = (words: string): '' | '.' => (words.endsWith('.') ? '' : '.');
