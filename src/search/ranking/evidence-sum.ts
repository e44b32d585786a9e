import { type Evidence, type PlainEvidence, plainScore } from '../scoring.ts'

/**
 * Adds up the evidence for a candidate, or an upper bound of it. A query uses one for all its candidates: most are dropped by their
 * score, and evidence is only written down for the others.
 */
export class EvidenceSum implements PlainEvidence {
  coverage = 0
  accents = 0
  completeness = 0
  order = 0
  agreement = 0
  importance = 0
  nearness = 0

  /** Begins anew with what does not add up. */
  begin(completeness: number, importance: number, nearness: number): this {
    this.coverage = 0
    this.accents = 0
    this.completeness = completeness
    this.order = 0
    this.agreement = 0
    this.importance = importance
    this.nearness = nearness
    return this
  }

  /** Adds the share of the query that a name or unit takes. */
  add({ coverage, accents }: { readonly coverage: number; readonly accents: number }): this {
    this.coverage += coverage
    this.accents += accents
    return this
  }

  get score(): number {
    return plainScore(this)
  }

  /** The evidence before the house number is looked up. */
  written(): Evidence {
    const { coverage, accents, completeness, order, agreement, importance, nearness } = this
    return {
      coverage,
      accents,
      completeness,
      order,
      agreement,
      importance,
      nearness,
      repeats: 0,
      house: 'none',
    }
  }
}
