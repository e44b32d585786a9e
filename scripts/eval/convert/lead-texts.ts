import type { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { NamedTarget } from './named-target.ts'

/** Lots, blocks and flats have letters that wards and districts have too. */
export function lot(_: NamedTarget, random: SeededRandom): string {
  const letter = random.pick(['F', 'P', 'H', 'T', 'X'])
  const number = random.integer(1, 9)
  return random.pick([
    `Lô ${letter}${number} KCN Thuận Đạo`,
    `Lô ${letter}${number}, KCN Thuận Đạo`,
    `${letter}${number} KDC Mai Thị Non`,
    `Căn ${letter}${number}, Block ${letter}${number + 1} chung cư Tân Mỹ`,
    `Phòng ${letter}${number}-0${number}`,
    `Nhà số ${letter}${number} đường số ${number}`,
    `Km ${number} QL1A`,
  ])
}

/** Roads, markets and bridges are called after communes elsewhere. */
export function namesake(target: NamedTarget, random: SeededRandom): string {
  const other = random.pick(target.others)
  return random.pick([
    `Đường ${other}`,
    `12 Đường ${other}`,
    `Chợ ${other}`,
    `Cầu ${other}`,
    `UBND xã ${other} cũ`,
    `Trường THCS ${other}`,
    `Hẻm 3 ${other}`,
  ])
}
