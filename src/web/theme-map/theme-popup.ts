import { labelField } from '../../text/fields/label-field.ts'
import { element } from '../element.ts'
import type { Lang } from '../language/sentence.ts'
import { fieldName } from './field-name.ts'
import type { FieldTexts } from './theme-facts.ts'
import type { SayTheme } from './theme-words.ts'

type Properties = Record<string, unknown>
/** What is told of the commune with a code. */
type Rows = (code: unknown) => [term: string, value: string][]

const LEFT_OUT: ReadonlySet<string> = new Set(['id', 'thinned'])

/** What was picked on a thematic map; values are text, never HTML. */
export function drawPopup(
  picked: readonly Properties[],
  {
    say,
    lang,
    texts = {},
    counts,
    close,
  }: {
    say: SayTheme
    lang: Lang
    texts?: FieldTexts | undefined
    counts: Rows | undefined
    close: () => void
  },
): HTMLElement {
  const [first] = picked
  const shut = element('button', { type: 'button', class: 'close', 'aria-label': say('close') }, '×')
  shut.addEventListener('click', close)
  if (!first)
    return element('div', { class: 'popup', role: 'status' }, shut, element('p', {}, say('nothing')))
  const named = Object.keys(first).filter((field) => typeof first[field] === 'string' && first[field] !== '')
  const label = labelField(named)
  const name = label === undefined ? undefined : first[label]
  const rows = counts
    ? counts(first.code)
    : fieldRows(first, label, (field) => fieldName(field, say, texts, lang), texts)
  return element(
    'div',
    { class: 'popup', role: 'status' },
    shut,
    name !== undefined && element('h3', {}, String(name)),
    element(
      'dl',
      {},
      ...rows.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]),
    ),
    picked.length > 1 && element('p', { class: 'quiet' }, say('more', { n: picked.length - 1 })),
  )
}

function fieldRows(
  properties: Properties,
  label: string | undefined,
  nameOf: (field: string) => string,
  texts: FieldTexts,
): [string, string][] {
  const unitOf = (field: string) => (Object.hasOwn(texts, field) ? texts[field]?.unit : undefined)
  return Object.entries(properties)
    .filter(([field, value]) => !LEFT_OUT.has(field) && field !== label && value !== null && value !== '')
    .map(([field, value]) => [nameOf(field), [String(value), unitOf(field)].filter(Boolean).join(' ')])
}
