import type { LayerContent } from '../../../registry/batches/layers/layer-content.ts'
import type { StoredBatchRow } from '../../../store/people/batches/batch-tables.ts'
import type { CountItem } from '../../../store/record/counts/count-items.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Word } from './layer-words.ts'

const SHOWN = 50

/** A table of the first numbers that rows of a layer's batch add, change and remove. */
export function draftNumbers(rows: readonly StoredBatchRow[], word: Word): Html {
  const numbers = rows.flatMap(({ plan, content }) => {
    const { before, after } = JSON.parse(content ?? '{}') as Partial<LayerContent>
    const [was, is] = [before, after].map((side) => side && (JSON.parse(side.properties) as CountItem))
    return [is, was].some((item) => item && 'count' in item)
      ? [{ plan, was, is, key: (is ?? was) as CountItem }]
      : []
  })
  return html`<h3>${word('numbers')}</h3><div class="wide"><table><thead><tr><th>${word('commune')}</th><th>${word('period')}</th><th>${word('subject')}</th><th>${word('before')}</th><th>${word('after')}</th></tr></thead>
<tbody>${numbers
    .slice(0, SHOWN)
    .map(
      ({ plan, was, is, key }) =>
        html`<tr class="${plan}"><td>${key.commune_code}</td><td>${key.period}</td><td>${key.subject}</td><td>${was?.count ?? ''}</td><td>${is?.count ?? ''}</td></tr>`,
    )}</tbody></table></div><p><small>${word('numbersNote')}</small></p>`
}
