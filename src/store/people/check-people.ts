import Database from 'better-sqlite3'
import { isDamage, StoreError, storeError } from '../errors.ts'

/** Looks through a copy of `people.db`, and changes nothing. Throws {@link StoreError} `corrupt` with what is wrong. */
export function checkPeople(file: string): void {
  let damage: string | undefined
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    const found = String(db.pragma('quick_check(1)', { simple: true }))
    if (found !== 'ok') damage = found.replace(/\s+/g, ' ').slice(0, 200)
  } catch (error) {
    if (!isDamage(error)) throw storeError(error, file)
    damage = (error as Error).message
  } finally {
    db.close()
  }
  if (damage === undefined) return
  throw new StoreError(
    'corrupt',
    `${file} bị hỏng (${damage}): hãy lấy bản sao lưu khác. · ${file} is damaged (${damage}): take another backup.`,
  )
}
