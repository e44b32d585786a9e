export interface PlanePoint {
  readonly x: number
  readonly y: number
}

/** A straight line through points: its middle, and its direction as cosine and sine. */
export interface Axis extends PlanePoint {
  readonly cos: number
  readonly sin: number
}

/**
 * The line along which points lie (principal axis); undefined where they lie about no line, as around a corner.
 *
 * @param stretched how much longer than wide they must lie, by variance
 */
export function mainAxis(points: readonly PlanePoint[], stretched: number): Axis | undefined {
  const mean = (of: (point: PlanePoint) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)]
  const xx = mean(({ x }) => (x - mx) ** 2)
  const yy = mean(({ y }) => (y - my) ** 2)
  const xy = mean(({ x, y }) => (x - mx) * (y - my))
  const spread = Math.hypot((xx - yy) / 2, xy)
  const [long, short] = [(xx + yy) / 2 + spread, (xx + yy) / 2 - spread]
  if (!(long > 0) || long < stretched * short) return undefined
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  return { x: mx, y: my, cos: Math.cos(angle), sin: Math.sin(angle) }
}
