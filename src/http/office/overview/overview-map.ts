import type { CommuneArea } from '../../../tiles/styles/map-picture.ts'
import { MapPictures } from '../../../tiles/styles/map-picture.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Figures, OverviewLine } from './overview-lines.ts'

/** What the map can show: a part of what was collected, or that of what is expected. */
export const MEASURES = ['share', 'basic', 'verified', 'with_contact'] as const
export type Measure = (typeof MEASURES)[number]

/** Percents at which the shades begin. */
export const STEPS = [0, 25, 50, 75, 100] as const
const SIZE: readonly [width: number, height: number] = [360, 396]

/** The communes of the province, those with a figure shaded by it, each leading to its own page; undefined without areas. */
export function overviewMap(
  communes: readonly CommuneArea[],
  lines: readonly OverviewLine[],
  { measure, label, hrefOf }: { measure: Measure; label: string; hrefOf: (commune: string) => string },
): Html | undefined {
  const { areas } = new MapPictures(communes, SIZE)
  if (areas.size === 0) return undefined
  const known = new Map(lines.map((line) => [line.key, line]))
  const shapes = [...areas].map(([code, area]) => {
    const line = known.get(code)
    if (line === undefined) return html`<path d="${area}"/>`
    const percent = percentOf(line.figures, measure)
    const shade = percent === null ? 'shade-none' : `shade-${STEPS.findLastIndex((from) => percent >= from)}`
    const said = percent === null ? '–' : `${percent} %`
    return html`<a href="${hrefOf(code)}" tabindex="-1"><path class="${shade}" d="${area}"><title>${line.name}: ${said}</title></path></a>
`
  })
  // The table below says the same to who cannot see it.
  return html`<svg class="picture commune-map" viewBox="0 0 ${SIZE[0]} ${SIZE[1]}" aria-hidden="true" data-label="${label}">${shapes}</svg>`
}

/** A measure in percent, rounded down; null where nobody knows. */
export function percentOf(figures: Figures, measure: Measure): number | null {
  if (measure === 'share') return figures.share
  const { collected, official } = figures
  const part = measure === 'verified' ? (figures.verified ?? 0) + (official ?? 0) : figures[measure]
  return collected === null || collected === 0 || part === null ? null : Math.floor((100 * part) / collected)
}
