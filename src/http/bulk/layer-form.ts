import { refuse } from '../../errors.ts'
import { statedOptions } from '../../importing/layers/layer-options.ts'
import { ImportError } from '../../importing/reading/problem.ts'
import type { LayerOptions } from '../../registry/batches/layers/layer-content.ts'

/** Parts of a form that say something of a layer's file, beside `kind`, `dry_run` and `data`. */
export const LAYER_PARTS = [
  ...(['layer', 'sheet', 'crs', 'encoding', 'id_column', 'datum'] as const),
  ...(['title_vi', 'title_en', 'licence', 'replace', 'counts', 'threshold'] as const),
] as const
type LayerPart = (typeof LAYER_PARTS)[number]

const LONGEST = { title_vi: 200, title_en: 200, licence: 200 } as const
const USUAL = 100

/** A part of a form that says yes or no; no without it. Throws {@link Problem} for anything but 0, 1, true, false. */
export function flagOf(part: string, value: string | string[] = '0'): boolean {
  if (typeof value !== 'string' || !/^(?:0|1|true|false)$/.test(value))
    throw refuse(part, 'not-allowed', `${part}: phải là 0 hoặc 1.`, `${part}: it must be 0 or 1.`)
  return value === '1' || value === 'true'
}

/** What a form says of a layer's file. Throws {@link Problem} for a value that cannot be. */
export function layerOf(fields: Readonly<Record<string, string | string[]>>): {
  id: string
  options: LayerOptions
} {
  const given: Partial<Record<LayerPart, string>> = {}
  for (const part of LAYER_PARTS) {
    const value = fields[part]
    if (value === undefined || value === '') continue
    if (typeof value !== 'string')
      throw refuse(part, 'not-allowed', `${part}: chỉ một lần.`, `${part}: once only.`)
    const longest = part in LONGEST ? LONGEST[part as keyof typeof LONGEST] : USUAL
    if (value.length > longest || /\p{C}/u.test(value))
      throw refuse(
        part,
        'not-allowed',
        `${part} = "${value.slice(0, 60)}": tối đa ${longest} ký tự, không có ký tự điều khiển.`,
        `${part} = "${value.slice(0, 60)}": at most ${longest} characters, no control characters.`,
      )
    given[part] = value
  }
  const { layer, replace, counts, threshold, ...options } = given
  if (layer === undefined)
    throw refuse(
      'layer',
      'missing',
      'Thiếu mã lớp: phần layer.',
      'The id of the layer is missing: the part layer.',
    )
  const flags = { replace: flagOf('replace', replace), counts: flagOf('counts', counts) }
  try {
    const { crs, encoding, datum } = options
    statedOptions({ crs, encoding, datum, threshold }, (option) => option)
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const { field, message } = error.problem
    throw refuse(field, 'not-allowed', message.vi, message.en)
  }
  const least = threshold === undefined ? {} : { threshold: Number(threshold) }
  return { id: layer, options: { ...options, ...flags, ...least } }
}
