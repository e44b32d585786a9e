import type { SayTheme, THEME_WORDS } from './theme-words.ts'

/** A field in words where they are known, else as its agency named it. */
export function fieldName(field: string, say: SayTheme): string {
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
