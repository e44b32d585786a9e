/** An expression over `point_count` as one over the points whose values are not hidden. */
export function withoutHidden(expression: unknown, hidden: readonly string[]): unknown {
  if (!Array.isArray(expression) || hidden.length === 0) return expression
  if (expression[0] === 'get' && expression[1] === 'point_count')
    return ['-', expression, ['+', ...hidden.map((value) => ['coalesce', ['get', `count_${value}`], 0])]]
  if (expression[0] === 'get') {
    const isHidden = hidden.some((value) => expression[1] === `count_${value}`)
    return isHidden ? 0 : expression
  }
  return expression.map((part) => withoutHidden(part, hidden))
}
