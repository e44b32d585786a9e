import type { Text } from '../../errors.ts'
import { BASE_LAYERS, LAYER_ID } from '../../store/layout/layer-ids.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const CODE = /^(L[\s.-]*(\d[\s.-]*){10}|\d{8,14})$/i

/** Whether a text names an address of the record, by id or code, and does not spell one. */
export function namesAddress(text: string): boolean {
  return UUID.test(text) || CODE.test(text)
}

/** Names that attributes cannot have: what objects inherit, and what tiles, styles and the record use themselves. */
const RESERVED: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
  'layer',
  'theme',
  'mvt_id',
  'properties',
  'point_count',
])
const LONGEST_NAME = 64

/** Why a name cannot be an attribute's, as a rule in a few words; undefined when it can. */
export function attributeNameRule(name: string): string | Text | undefined {
  if (RESERVED.has(name)) return `≠ ${name}`
  if (name === '' || name.length > LONGEST_NAME) return `1–${LONGEST_NAME}`
  return /\p{C}|\ufffd/u.test(name)
    ? { vi: 'không có ký tự điều khiển', en: 'no control characters' }
    : undefined
}

const TAKEN_IDS: ReadonlySet<string> = new Set(BASE_LAYERS)

/** Whether text can name a layer: a lower-case word that is no base layer's. */
export function isLayerId(text: string): boolean {
  return LAYER_ID.test(text) && !TAKEN_IDS.has(text)
}
