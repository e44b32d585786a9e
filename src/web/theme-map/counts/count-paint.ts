import type { CountShades } from '../theme-facts.ts'
import { type CountTable, type Measure, type Shown, shownAt } from './count-table.ts'

/** How the communes of a map are filled. */
export interface CountPaint {
  /** Codes of communes by their colour. */
  readonly colours: ReadonlyMap<string, readonly string[]>
  /** Communes with a number or a hidden one; all others are hatched. */
  readonly known: readonly string[]
}

/** One line of the legend of a period: what it stands for, and how it looks. */
export type CountLine =
  | { readonly kind: 'zero'; readonly colour: string }
  | { readonly kind: 'hidden'; readonly colour: string }
  | {
      readonly kind: 'class'
      readonly colour: string
      readonly from: number
      readonly below: number | undefined
    }
  | { readonly kind: 'none' }

export function countPaint(
  table: CountTable,
  { place, measure, shades }: { place: number; measure: Measure; shades: CountShades },
): CountPaint {
  const classes = table.classes[measure]
  const colours = new Map<string, string[]>()
  const known: string[] = []
  for (const commune of table.communes) {
    const value = shownAt(commune, place, measure)
    if (value === null) continue
    known.push(commune.code)
    const colour = colourOf(value, classes, shades)
    colours.set(colour, [...(colours.get(colour) ?? []), commune.code])
  }
  return { colours, known }
}

export function countLegend(
  { classes }: CountTable,
  measure: Measure,
  shades: CountShades,
  threshold: number | null,
): CountLine[] {
  const own = classes[measure]
  const ramp = rampOf(own.length, shades.ramp)
  return [
    { kind: 'zero', colour: shades.zero },
    ...own.map((from, i) => ({ kind: 'class' as const, colour: ramp[i]!, from, below: own[i + 1] })),
    ...(threshold ? [{ kind: 'hidden' as const, colour: shades.hidden }] : []),
    { kind: 'none' },
  ]
}

function colourOf(value: Exclude<Shown, null>, classes: readonly number[], shades: CountShades): string {
  if (value === 'hidden') return shades.hidden
  if (value === 0) return shades.zero
  const found = Math.max(1, classes.filter((from) => value >= from).length) - 1
  return rampOf(classes.length, shades.ramp)[found]!
}

/** The ramp's colours for a number of classes, its ends always among them. */
function rampOf(classes: number, ramp: readonly string[]): readonly string[] {
  if (classes <= 1) return [ramp[2]!]
  return Array.from({ length: classes }, (_, i) => ramp[Math.round((i * (ramp.length - 1)) / (classes - 1))]!)
}
