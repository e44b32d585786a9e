import type { StoredVersion } from '../../store/registry/address-version.ts'
import { Refusal } from '../refusal.ts'

export function noCourse(): Refusal {
  return finding(
    'no-course',
    'order',
    'Đường chưa có nét vẽ, và các nhà không nằm dọc một đường thẳng: hãy dùng order = nearest, hoặc vẽ đường.',
    'The street has no line, and its houses stand along none: use order = nearest, or draw the street.',
  )
}

export function ambiguousStreet(formers: readonly string[]): Refusal {
  return finding(
    'ambiguous-street',
    'former_commune_code',
    `Tên này có ở nhiều xã, phường cũ (${formers.join(', ')}): hãy ghi former_commune_code.`,
    `Several former communes have this name (${formers.join(', ')}): name former_commune_code.`,
  )
}

/** Throws {@link Refusal} `findings` where an address that was named does not belong to the place. */
export function mustBeThere(
  wanted: readonly string[] | undefined,
  here: readonly Pick<StoredVersion, 'uid'>[],
  path: 'addresses' | 'numbers',
): void {
  const known = new Set(here.map(({ uid }) => uid))
  const missing = (wanted ?? []).filter((uid) => !known.has(uid))
  if (missing.length === 0) return
  const some = missing.slice(0, 5).join(', ')
  throw finding(
    'not-in-place',
    path,
    `${missing.length} địa chỉ không thuộc đường hay ấp này: ${some}.`,
    `${missing.length} addresses are not of this street or hamlet: ${some}.`,
  )
}

export function tooMany(count: number, most: number): Refusal {
  return finding(
    'too-many-addresses',
    'addresses',
    `${count} địa chỉ, mỗi lần tối đa ${most}: hãy chọn một phần bằng addresses, hoặc vẽ tuyến (line) và ghi within.`,
    `${count} addresses, at most ${most} at once: choose a part by addresses, or draw a line and name within.`,
  )
}

export function lineWithoutLength(): Refusal {
  return finding(
    'no-course',
    'line',
    'Tuyến vẽ không có chiều dài: các điểm trùng nhau.',
    'The line that was drawn has no length: its points are one.',
  )
}

export function noHouseNumber(index: number, number: string): Refusal {
  return finding(
    'house-number',
    `numbers.${index}.house_number`,
    `"${number}" không phải số nhà (như 12, 12A, 51/9, 12-14).`,
    `"${number}" is no house number (as 12, 12A, 51/9, 12-14).`,
  )
}

export function numberTaken(index: number, number: string): Refusal {
  return finding(
    'number-taken',
    `numbers.${index}.house_number`,
    `Số ${number} đã là của nhà khác ở đây.`,
    `The number ${number} is another house’s here.`,
  )
}

export function nothingToNumber(): Refusal {
  return finding(
    'nothing-to-number',
    'addresses',
    'Không có địa chỉ nào cần số mới.',
    'No address needs another number.',
  )
}

/** The refusal of what nobody has seen as it would be written. */
export function planChanged(): Refusal {
  return new Refusal('changed', {
    vi: 'Đã có địa chỉ thay đổi sau khi xem trước: hãy xem lại (dry_run).',
    en: 'An address has changed since the preview: ask for it again (dry_run).',
  })
}

function finding(rule: string, path: string, vi: string, en: string): Refusal {
  const message = { vi, en }
  return new Refusal('findings', message, { findings: [{ rule, severity: 'error', path, message }] })
}
