import type { CommuneOverview, ToldTally } from '../../../registry/desk/overview.ts'

/** Columns of figures, in their order. */
export const COLUMNS = [
  'collected',
  'expected',
  'share',
  'basic',
  'advanced',
  'created',
  'verified',
  'official',
  'with_contact',
  'without_code',
  'duplicates',
  'outside',
  'oldest_open',
] as const

export type Column = (typeof COLUMNS)[number]
/** Columns of whole communes alone: findings and the queue know no class. */
export const OF_COMMUNES: ReadonlySet<Column> = new Set(['duplicates', 'outside', 'oldest_open'])

/** Figures of a commune, hamlet or class; null where nobody knows. */
export type Figures = Readonly<
  Record<Exclude<Column, 'oldest_open'>, number | null> & Record<'oldest_open', string | null>
>

const ADDED = [
  'collected',
  'basic',
  'advanced',
  'created',
  'verified',
  'official',
  'with_contact',
  'without_code',
] as const

/** A line of a table: what it is about, and its figures. */
export interface OverviewLine {
  /** Code of a commune, name of a hamlet, number of a class. */
  readonly key: string
  readonly name: string
  readonly figures: Figures
}

/** Figures of a whole commune, of one class or of all. */
export function figuresOf(commune: CommuneOverview, objectClass?: number): Figures {
  const { duplicates, outside, oldest_open } = commune
  const whole = commune.tallies.filter(({ hamlet }) => hamlet === null)
  return { ...sumOf(ofClass(whole, objectClass)), duplicates, outside, oldest_open }
}

/** The figures of each hamlet of a commune, of one class or of all. */
export function hamletsOf({ tallies }: CommuneOverview, objectClass?: number): OverviewLine[] {
  const byHamlet = new Map<string, ToldTally[]>()
  for (const tally of ofClass(tallies, objectClass))
    if (tally.hamlet !== null) byHamlet.set(tally.hamlet, [...(byHamlet.get(tally.hamlet) ?? []), tally])
  return [...byHamlet].map(([key, some]) => ({ key, name: key, figures: sumOf(some) }))
}

/** The figures of several lines together. */
export function totalOf(lines: readonly OverviewLine[]): Figures {
  const all = lines.map(({ figures }) => figures)
  const add = (column: keyof Omit<Figures, 'oldest_open'>) => together(all.map((each) => each[column]))
  const collected = add('collected')
  const expected = all.length === 0 ? null : add('expected')
  return {
    ...(Object.fromEntries(ADDED.map((name) => [name, add(name)])) as Record<(typeof ADDED)[number], number>),
    ...{ expected, share: shareOf(collected, expected) },
    ...{ duplicates: add('duplicates'), outside: add('outside') },
    oldest_open: all.flatMap(({ oldest_open }) => oldest_open ?? []).sort()[0] ?? null,
  }
}

/** How many of some communes each office has collected, the most first. */
export function officesOf(
  communes: readonly CommuneOverview[],
  objectClass?: number,
): [office: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { tallies } of communes)
    for (const { hamlet, offices } of ofClass(tallies, objectClass))
      if (hamlet === null)
        for (const [office, count] of Object.entries(offices))
          counts.set(office, (counts.get(office) ?? 0) + count)
  return [...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
}

/** Lines in the order of a column, what nobody knows last; of equal ones in that of their names. */
export function sorted(
  lines: readonly OverviewLine[],
  { by, isDown }: { readonly by: Column | 'name'; readonly isDown: boolean },
): OverviewLine[] {
  const turn = isDown ? -1 : 1
  return [...lines].sort((a, b) => {
    const byName = NAMES.compare(a.name, b.name)
    if (by === 'name') return turn * byName
    const [one, other] = [a.figures[by], b.figures[by]]
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName
    return one === other ? byName : one < other ? -turn : turn
  })
}

const NAMES = new Intl.Collator('vi', { numeric: true })

function ofClass(tallies: readonly ToldTally[], objectClass: number | undefined): ToldTally[] {
  return tallies.filter((tally) => objectClass === undefined || tally.class === objectClass)
}

/** A number is expected of all together only where it is of each that has objects: else a part would look like the whole. */
function sumOf(tallies: readonly ToldTally[]): Figures {
  const said = tallies.filter(({ expected }) => expected !== null)
  const isWhole = said.length > 0 && tallies.every((each) => each.expected !== null || each.collected === 0)
  const expected = isWhole ? said.reduce((sum, each) => sum + (each.expected?.count ?? 0), 0) : null
  const sums = Object.fromEntries(ADDED.map((name) => [name, together(tallies.map((each) => each[name]))]))
  const figures = sums as Record<(typeof ADDED)[number], number | null>
  return {
    ...figures,
    ...{ expected, share: shareOf(figures.collected, expected) },
    ...{ duplicates: null, outside: null, oldest_open: null },
  }
}

function together(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0)
}

/** Percent, rounded down: only what is whole is 100. */
function shareOf(collected: number | null, expected: number | null): number | null {
  if (collected === null || expected === null || expected === 0) return null
  return Math.floor((100 * collected) / expected)
}
