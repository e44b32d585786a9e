import { element } from '../element.ts'
import type { Lang } from '../language/sentence.ts'
import { fieldName } from './field-name.ts'
import type { ThemeFacts } from './theme-facts.ts'
import type { SayTheme } from './theme-words.ts'

type Hide = (field: string, value: string, hidden: boolean) => void

/** The legend. Of categories each line is a box to tick, so that the legend is the filter. */
export function drawLegend(
  { legend, filters }: ThemeFacts,
  hidden: ReadonlyMap<string, ReadonlySet<string>>,
  { lang, hide }: { lang: Lang; hide: Hide },
): HTMLElement {
  const list = element('ul', { class: 'legend' })
  const field = filters.find((filter) => filter.field === legend.field)?.field
  for (const { value, label, colour } of legend.entries) {
    const patch = element('span', { class: 'patch', 'aria-hidden': 'true' })
    patch.style.background = colour
    const text = lang === 'en' ? label.en : label.vi
    if (field === undefined || typeof value !== 'string') list.append(element('li', {}, patch, text))
    else list.append(element('li', {}, element('label', {}, box(field, value, hidden, hide), patch, text)))
  }
  return list
}

/** Boxes to tick for the fields that the legend does not show. */
export function drawFilters(
  { legend, filters, field_texts }: ThemeFacts,
  hidden: ReadonlyMap<string, ReadonlySet<string>>,
  { say, lang, hide }: { say: SayTheme; lang: Lang; hide: Hide },
): HTMLElement[] {
  return filters
    .filter(({ field }) => field !== legend.field)
    .map(({ field, values }) =>
      element(
        'fieldset',
        {},
        element('legend', {}, fieldName(field, say, field_texts, lang)),
        ...values.map((value) => element('label', {}, box(field, value, hidden, hide), ` ${value}`)),
      ),
    )
}

function box(
  field: string,
  value: string,
  hidden: ReadonlyMap<string, ReadonlySet<string>>,
  hide: Hide,
): HTMLInputElement {
  const made = element('input', { type: 'checkbox', checked: !hidden.get(field)?.has(value) })
  made.addEventListener('change', () => hide(field, value, !made.checked))
  return made
}
