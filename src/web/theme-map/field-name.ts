import type { Lang } from '../language/sentence.ts'
import type { FieldTexts } from './theme-facts.ts'
import type { SayTheme, THEME_WORDS } from './theme-words.ts'

/** A field as its agency titles it, in words where they are known, else by its name. */
export function fieldName(field: string, say: SayTheme, texts: FieldTexts = {}, lang: Lang = 'vi'): string {
  const text = Object.hasOwn(texts, field) ? texts[field] : undefined
  const title = text?.[lang] ?? text?.vi
  if (title) return title
  const word = FIELD_WORDS.get(field.toLowerCase())
  return word ? say(word) : field
}

/** Words for fields that layers have in common, as agencies write them in English or in letters without marks. */
const FIELD_WORDS: ReadonlyMap<string, keyof typeof THEME_WORDS> = new Map([
  ['name', 'name'],
  ['ten', 'name'],
  ['type', 'type'],
  ['loai', 'type'],
  ['code', 'code'],
  ['ma', 'code'],
  ['id', 'id'],
  ['commune', 'commune'],
  ['xa', 'commune'],
  ['address', 'address'],
  ['dia_chi', 'address'],
  ['diachi', 'address'],
  ['source', 'source'],
  ['nguon', 'source'],
  ['owner', 'owner'],
  ['licence', 'licence'],
  ['period', 'period'],
  ['count', 'count'],
])
