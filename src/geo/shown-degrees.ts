/** Degrees as they are shown: six decimals, about a decimetre. */
export function shownDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
