import type { Text } from '../../../errors.ts'
import { RULES } from '../../findings/rules.ts'
import type { Finding } from '../../refusal.ts'

/** A column whose values look like they are about people. */
export interface SignedColumn {
  readonly column: string
  readonly looksLike: 'identity' | 'phone' | 'birth-date' | 'disease' | 'contact' | 'name'
  readonly values: number
  readonly of: number
}

/**
 * What a layer must not tell everybody, by the columns of its file: warnings stop it until somebody says with a reason that it is
 * right. A phone is somebody's where names stand beside it, an illness where a feature is finer than a commune.
 *
 * @param isPlaced whether some feature lies within a commune
 */
export function layerFindings(columns: readonly SignedColumn[], isPlaced: boolean): Finding[] {
  const hasNames = columns.some(({ looksLike }) => looksLike === 'name' || looksLike === 'identity')
  return columns.map(({ column, looksLike, values, of }): Finding => {
    const rule = ruleOf(looksLike, hasNames, isPlaced)
    const { vi, en } = SAID[rule]
    const severity = RULES[rule]
    const message = {
      vi: `Cột "${column}": ${values}/${of} giá trị ${vi}`,
      en: `Column "${column}": ${values} of ${of} values ${en}`,
    }
    return { rule, severity, path: column.slice(0, 64), message }
  })
}

/** Numbers that a warning names. */
const NAMED = 5

/**
 * What a table of counts gives away that earlier ones hid: it stops the table until somebody says with a reason that it is right.
 *
 * @param lowered the threshold before, where it is lower now
 */
export function revealFindings(revealed: readonly string[], lowered: number | undefined): Finding[] {
  const names = `${revealed.slice(0, NAMED).join(', ')}${revealed.length > NAMED ? ', …' : ''}`
  return [
    ...(lowered === undefined
      ? []
      : [
          reveal('layer-threshold', 'threshold', {
            vi: `Ngưỡng thấp hơn ngưỡng ${lowered} của các bản trước.`,
            en: `The threshold is lower than ${lowered} of earlier editions.`,
          }),
        ]),
    ...(revealed.length === 0
      ? []
      : [
          reveal('layer-reveals', 'count', {
            vi: `Bản này làm lộ ${revealed.length} số đã ẩn: ${names}. Không bỏ các số không có trong tệp thì số đã ẩn vẫn ẩn.`,
            en: `This edition gives ${revealed.length} hidden numbers away: ${names}. Where nothing is removed, what was hidden stays hidden.`,
          }),
        ]),
  ]
}

function reveal(rule: 'layer-threshold' | 'layer-reveals', path: string, message: Text): Finding {
  return { rule, severity: RULES[rule], path, message }
}

type LayerRule = 'layer-identity' | 'layer-phone' | 'layer-birth-date' | 'layer-disease' | 'layer-personal'

function ruleOf(looksLike: SignedColumn['looksLike'], hasNames: boolean, isPlaced: boolean): LayerRule {
  if (looksLike === 'identity') return 'layer-identity'
  if (looksLike === 'birth-date') return 'layer-birth-date'
  if (looksLike === 'phone' && hasNames) return 'layer-phone'
  if (looksLike === 'disease' && isPlaced) return 'layer-disease'
  return 'layer-personal'
}

const SAID: Readonly<Record<LayerRule, Text>> = {
  'layer-identity': {
    vi: 'giống số CCCD, CMND; mọi cột của lớp đều công khai.',
    en: 'look like numbers of identity papers; every column of a layer is public.',
  },
  'layer-phone': {
    vi: 'giống số điện thoại, cạnh cột tên người.',
    en: 'look like phones, beside a column of people’s names.',
  },
  'layer-birth-date': { vi: 'giống ngày sinh.', en: 'look like dates of birth.' },
  'layer-disease': {
    vi: 'nói về bệnh, kèm vị trí chi tiết hơn cấp xã; số ca theo xã thì dùng lớp số đếm.',
    en: 'are about illnesses, with positions finer than a commune; counts by commune go into a layer of counts.',
  },
  'layer-personal': {
    vi: 'có thể là về người; mọi cột của lớp đều công khai.',
    en: 'may be about people; every column of a layer is public.',
  },
}
