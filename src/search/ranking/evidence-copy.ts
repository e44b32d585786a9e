import type { Evidence } from '../scoring.ts'

/** A copy of evidence, to be changed; written out, as copying numbers by `...` takes several times as long. */
export function evidenceCopy(evidence: Evidence): Evidence {
  const { coverage, accents, completeness, order, agreement, importance, nearness, repeats, house } = evidence
  return { coverage, accents, completeness, order, agreement, importance, nearness, repeats, house }
}
