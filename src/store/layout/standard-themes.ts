import type { Database } from 'better-sqlite3'

/** Thematic layers that the province's plan names (Kế hoạch 2022, việc 8); agencies add others. */
const STANDARD: readonly [id: string, kind: string, vi: string, en: string][] = [
  ['agriculture', 'features', 'Nông sản', 'Agricultural products'],
  ['education', 'features', 'Giáo dục', 'Education'],
  ['epidemiology', 'counts', 'Dịch tễ', 'Epidemiology'],
  ['health', 'features', 'Y tế', 'Health'],
  ['tourism', 'features', 'Du lịch', 'Tourism'],
]
/** Cases fewer than this in a commune and period are not kept: they could point to a person; a layer may name another number. */
export const SMALLEST_COUNT = 5

/** Enters the standard layers, still empty, in the catalogue of a new record. */
export function addStandardThemes(db: Database): void {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO theme(id, kind, title_vi, title_en, threshold) VALUES (?, ?, ?, ?, ?)',
  )
  for (const [id, kind, vi, en] of STANDARD)
    insert.run(id, kind, vi, en, kind === 'counts' ? SMALLEST_COUNT : null)
}
