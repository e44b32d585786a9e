import { labelField } from '../../text/label-field.ts'
import { element } from '../element.ts'
import { fieldName } from './field-name.ts'
import type { ThemeFacts } from './theme-facts.ts'
import type { SayTheme } from './theme-words.ts'

type Properties = Record<string, unknown>

const LEFT_OUT: ReadonlySet<string> = new Set(['id', 'thinned'])

/** What was picked on a thematic map; values are text, never HTML. */
export function drawPopup(
  picked: readonly Properties[],
  facts: ThemeFacts,
  { say, period, close }: { say: SayTheme; period: string | undefined; close: () => void },
): HTMLElement {
  const [first] = picked
  const shut = element('button', { type: 'button', class: 'close', 'aria-label': say('close') }, '×')
  shut.addEventListener('click', close)
  if (!first)
    return element('div', { class: 'popup', role: 'status' }, shut, element('p', {}, say('nothing')))
  const named = Object.keys(first).filter((field) => typeof first[field] === 'string' && first[field] !== '')
  const label = labelField(named)
  const name = label === undefined ? undefined : first[label]
  const rows = facts.kind === 'counts' ? countRows(first, say, period) : fieldRows(first, label, say)
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

function fieldRows(properties: Properties, label: string | undefined, say: SayTheme): [string, string][] {
  return Object.entries(properties)
    .filter(([field, value]) => !LEFT_OUT.has(field) && field !== label && value !== null && value !== '')
    .map(([field, value]) => [fieldName(field, say), String(value)])
}

function countRows(properties: Properties, say: SayTheme, period: string | undefined): [string, string][] {
  const prefix = `count_${period}`
  const shown = (value: unknown) => {
    if (value === undefined || value === 0) return say('none')
    return value === -1 ? say('suppressed') : String(value)
  }
  const bySubject = Object.entries(properties)
    .filter(([field]) => field.startsWith(`${prefix}_`))
    .map(([field, value]): [string, string] => [field.slice(prefix.length + 1), shown(value)])
  return [[say('period'), String(period ?? '')], [say('count'), shown(properties[prefix])], ...bySubject]
}
