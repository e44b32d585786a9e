import { existsSync } from 'node:fs'
import { openTableFile } from '../../tables/table-file.ts'
import { recogniserOf } from './columns.ts'
import { ImportError, problem } from './problem.ts'

/** What a field of a layer is called, and what its numbers are of. */
export interface FieldText {
  readonly vi?: string
  readonly en?: string
  readonly unit?: string
}
/** Texts by the name of the field. */
export type FieldTexts = Readonly<Record<string, FieldText>>

const COLUMNS = [
  { name: 'field', aliases: ['truong', 'cot', 'column'] },
  { name: 'vi', aliases: ['titlevi', 'tieude', 'ten'] },
  { name: 'en', aliases: ['titleen', 'title'] },
  { name: 'unit', aliases: ['donvi', 'donvitinh'] },
]
const LONGEST = 100
const MOST = 2000

/**
 * Reads `FILE.fields.csv` beside a file of a layer: `field, title_vi, title_en, unit`. Undefined where there is none. Throws
 * {@link ImportError}, or TableError where it is no table.
 *
 * @param fields the layer's; a line about any other is refused
 */
export async function readFieldTexts(
  file: string,
  fields: ReadonlySet<string>,
): Promise<FieldTexts | undefined> {
  const sidecar = `${file}.fields.csv`
  if (!existsSync(sidecar)) return undefined
  const { header, rows } = await openTableFile(sidecar)
  const recognise = recogniserOf(COLUMNS)
  const places = new Map(header.map((name, i) => [recognise(name), i]))
  if (!places.has('field'))
    throw new ImportError(problem('missing-column', 'field', '', 'field, title_vi, title_en, unit'))
  const texts = new Map<string, FieldText>()
  for await (const some of rows)
    for (const { cells } of some) {
      const text = (name: string) => (cells[places.get(name) ?? -1] ?? '').normalize('NFC').trim()
      const field = text('field')
      if (field === '' && cells.every((cell) => cell.trim() === '')) continue
      if (!fields.has(field) || texts.size >= MOST)
        throw new ImportError(problem('value', 'field', field, [...fields].join(', ')))
      if (texts.has(field)) throw new ImportError(problem('duplicate', 'field', field))
      const given = (['vi', 'en', 'unit'] as const).flatMap((name) => {
        const value = text(name)
        if (value.length > LONGEST) throw new ImportError(problem('too-long', name, value, String(LONGEST)))
        return value === '' ? [] : [[name, value] as const]
      })
      texts.set(field, Object.fromEntries(given))
    }
  return Object.fromEntries(texts)
}
