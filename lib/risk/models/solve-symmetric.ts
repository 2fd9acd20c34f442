import { assert } from '#lib/assert.ts';

/**
 * Solves `matrix` times the answer equals `right`, for a symmetric positive definite matrix, by Cholesky's factors.
 * @param matrix row after row; its lower half is overwritten with the factor
 * @throws when the matrix is not positive definite
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row * size + column] ?? 0;
  for (let column = 0; column < size; column += 1) {
    for (let row = column; row < size; row += 1) {
      let sum = at(row, column);
      for (let before = 0; before < column; before += 1) sum -= at(row, before) * at(column, before);
      if (row === column) {
        assert(sum > 0, 'the matrix is positive definite');
        matrix[row * size + column] = Math.sqrt(sum);
      } else {
        matrix[row * size + column] = sum / at(column, column);
      }
    }
  }
  const answer = right.slice();
  for (let row = 0; row < size; row += 1) {
    for (let before = 0; before < row; before += 1)
      answer[row] = (answer[row] ?? 0) - at(row, before) * (answer[before] ?? 0);
    answer[row] = (answer[row] ?? 0) / at(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let after = row + 1; after < size; after += 1)
      answer[row] = (answer[row] ?? 0) - at(after, row) * (answer[after] ?? 0);
    answer[row] = (answer[row] ?? 0) / at(row, row);
  }
  return answer;
}
