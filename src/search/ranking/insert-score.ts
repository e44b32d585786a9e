/** Puts a score where it belongs in a descending list, behind equal ones. */
export function insertScore(scores: number[], score: number): void {
  let at = scores.length
  for (; at > 0 && scores[at - 1]! < score; at--) scores[at] = scores[at - 1]!
  scores[at] = score
}
