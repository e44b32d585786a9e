import type { SeenCount } from '../../store/record/counts/count-editions.ts'
import { suppression } from './suppression.ts'

/** A number that an edition may show, with what is known of earlier ones. */
export interface EditionCell {
  commune: string
  period: string
  subject: string
  count: number | null
  /** What the record shows; undefined where it has no such row. */
  before: number | null | undefined
  seen: SeenCount | undefined
}

export interface Edition {
  /** Indexes of the cells that are not shown. */
  hidden: ReadonlySet<number>
  /**
   * Indexes of the cells that this edition gives away: it would show what was hidden, or hides what sums bring back
   * because what could protect it was shown.
   */
  revealed: number[]
  /** How many hidden cells are not protected along every axis. */
  weak: number
  /** What the cell at an index has told when this edition is out. */
  told(i: number): SeenCount
}

export interface EditionRules {
  threshold: number
  /** Of the record. */
  secret: string
  /** The table is made anew: what was hidden is hidden again only where it must be. */
  replace: boolean
}

/**
 * What the next edition of a table of counts shows. Editions can be subtracted: so a number that was hidden stays
 * hidden, also when it has grown, and a place that ever showed a number protects no other.
 */
export function edition(
  cells: readonly EditionCell[],
  { threshold, secret, replace }: EditionRules,
): Edition {
  const pasts = cells.map(pastOf)
  const { hidden, exposed, weak } = suppression(
    cells.map((cell, i) => ({
      ...cell,
      hidden: !replace && (pasts[i]!.hidden || cell.before === null),
      published: pasts[i]!.published !== null,
      known: isKnown(cell, pasts[i]!),
    })),
    threshold,
    secret,
  )
  const shownNow = cells.flatMap((_, i) => (pasts[i]!.hidden && !hidden.has(i) ? [i] : []))
  return {
    hidden,
    revealed: [...shownNow, ...exposed.filter((i) => !pasts[i]!.hidden)],
    weak: weak.length,
    told(i) {
      const { commune: commune_code, period, subject, count } = cells[i]!
      const { published } = pasts[i]!
      const at = { commune_code, period, subject }
      if (!hidden.has(i)) return { ...at, published: count, hidden: 0 }
      return { ...at, published, hidden: isKnown(cells[i]!, pasts[i]!) ? 0 : 1 }
    },
  }
}

interface Past {
  published: number | null
  hidden: boolean
}

function pastOf({ seen, before }: EditionCell): Past {
  if (seen) return { published: seen.published, hidden: seen.hidden === 1 }
  return { published: before ?? null, hidden: before === null }
}

/** Whether everybody has seen the number that holds now. */
function isKnown({ count }: EditionCell, { published, hidden }: Past): boolean {
  if (published === null) return false
  return count === null ? !hidden : count === published
}
