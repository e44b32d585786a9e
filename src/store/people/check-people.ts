import { brokenPage, damageIn } from '../copies/damage.ts'
import { StoreError } from '../errors.ts'

/** Looks through a copy of `people.db`, and changes nothing. Throws {@link StoreError} `corrupt` with what is wrong. */
export function checkPeople(file: string): void {
  const damage = damageIn(file, brokenPage)
  if (damage === undefined) return
  throw new StoreError(
    'corrupt',
    `${file} bị hỏng (${damage}): hãy lấy bản sao lưu khác. · ${file} is damaged (${damage}): take another backup.`,
  )
}
