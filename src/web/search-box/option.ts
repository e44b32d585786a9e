import type { Suggestion } from '../api/replies.ts'
import { element } from '../element.ts'
import { headLength, highlightRuns } from './highlight.ts'

/** What an option says beside its label. */
export interface OptionWords {
  kind: string
  /** A short remark such as "approximate". */
  remark?: string
  /** What it was called when the query named a former unit. */
  former?: string
}

/** One suggestion of the listbox: what is named, where it lies, of which kind; the matched text marked. */
export function drawOption(
  suggestion: Suggestion,
  id: string,
  { kind, remark, former }: OptionWords,
): HTMLElement {
  const { geocoding, vn } = suggestion.properties
  const head = headLength(geocoding.label)
  const marked = (from: number, to: number) =>
    highlightRuns(geocoding.label, vn.highlight ?? [], from, to).map(({ text, marked }) =>
      marked ? element('mark', {}, text) : text,
    )
  return element(
    'div',
    { id, role: 'option', 'aria-selected': 'false' },
    element('span', { class: 'option-name' }, ...marked(0, head)),
    element('span', { class: 'option-kind' }, kind, remark !== undefined && ` · ${remark}`),
    head < geocoding.label.length &&
      element('span', { class: 'option-where' }, ...marked(head + 2, geocoding.label.length)),
    former !== undefined && element('span', { class: 'option-where' }, former),
  )
}
