import type { Recognise } from './source-row.ts'

/** A column that an import recognises. */
export interface Column {
  name: string
  /** Its other names, folded: lower case, without accents, spaces, "_" and "-". */
  aliases?: readonly string[]
}

/** Recognises columns under their own and other names, whatever case, accents and separators. */
export function recogniserOf(columns: readonly Column[]): Recognise {
  const names = new Map<string, string>()
  for (const { name, aliases = [] } of columns)
    for (const spelling of [name, ...aliases]) names.set(folded(spelling), name)
  return (column) => names.get(folded(column))
}

function folded(column: string): string {
  return column
    .normalize('NFD')
    .replace(/[\p{M}\s_\-.]/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}
