import type { ReadAddress } from '../../importing/kinds/addresses/address-reader.ts'
import type { CheckedAddress } from '../../importing/kinds/addresses/checked-address.ts'

/** Checked rows as one thread sends them to another: all texts in one, all numbers in one. */
export interface PackedAddresses {
  /** JSON: of each row that was taken without notes, the texts that differ from the row before. */
  texts: string
  /** {@link NUMBERS} for each row that was taken. */
  numbers: Float64Array
  /** The other rows, refused ones and those with notes, and how many of the former stand before them. */
  others: { after: number; row: CheckedAddress }[]
}

type TakenRow = Extract<CheckedAddress, ReadAddress>
type Text = string | null

/** line, lon, lat, class, stated, hasId, and which texts are new, a bit each. */
const NUMBERS = 7

/** Packs rows: sending and unpacking them costs far less than checking them. */
export function packAddresses(rows: readonly CheckedAddress[]): PackedAddresses {
  const numbers = new Float64Array(rows.length * NUMBERS)
  const others: PackedAddresses['others'] = []
  const texts: Text[] = []
  const last: (Text | undefined)[] = []
  let at = 0
  for (const row of rows) {
    if (!('address' in row) || row.notes.length > 0) {
      others.push({ after: at / NUMBERS, row })
      continue
    }
    let fresh = 0
    const of = textsOf(row)
    for (let i = 0; i < TEXTS; i++) {
      const text = of[i] as Text
      if (text === last[i]) continue
      texts.push(text)
      last[i] = text
      fresh |= 1 << i
    }
    numbers[at++] = row.line
    numbers[at++] = row.lon
    numbers[at++] = row.lat
    numbers[at++] = row.address.class
    numbers[at++] = row.stated
    numbers[at++] = row.hasId ? 1 : 0
    numbers[at++] = fresh
  }
  return { texts: JSON.stringify(texts), numbers: numbers.slice(0, at), others }
}

/** The rows in the order they were packed in. */
export function unpackAddresses({ texts, numbers, others }: PackedAddresses): CheckedAddress[] {
  const rows: CheckedAddress[] = []
  const packed: Text[] = JSON.parse(texts)
  const values: Text[] = new Array(TEXTS).fill(null)
  let next = 0
  let other = 0
  for (let at = 0; at <= numbers.length; at += NUMBERS) {
    for (; others[other]?.after === at / NUMBERS; other++)
      rows.push((others[other] as { row: CheckedAddress }).row)
    if (at === numbers.length) break
    const fresh = numbers[at + 6] as number
    for (let i = 0; i < TEXTS; i++) if (fresh & (1 << i)) values[i] = packed[next++] as Text
    rows.push(takenRow(values, numbers, at))
  }
  return rows
}

/** How many texts a row has. */
const TEXTS = 20

function textsOf({ source, foreignId, warning, address }: TakenRow): Text[] {
  return [
    source,
    foreignId,
    warning,
    address.uid,
    address.code,
    address.ndas,
    address.name,
    address.house_number,
    address.street,
    address.hamlet,
    address.group_name,
    address.commune_code,
    address.former_commune_code,
    address.postcode,
    address.position,
    address.status,
    address.source,
    address.updated_at,
    address.raw_text,
    address.attributes,
  ]
}

function takenRow(texts: readonly Text[], numbers: Float64Array, at: number): TakenRow {
  return {
    line: numbers[at] as number,
    source: texts[0] as string,
    foreignId: texts[1] as Text,
    warning: texts[2] as TakenRow['warning'],
    lon: numbers[at + 1] as number,
    lat: numbers[at + 2] as number,
    hasId: numbers[at + 5] === 1,
    stated: numbers[at + 4] as number,
    notes: [],
    noHouseNumber: null,
    address: {
      uid: texts[3] as string,
      code: texts[4] as Text,
      ndas: texts[5] as Text,
      class: numbers[at + 3] as number,
      name: texts[6] as Text,
      house_number: texts[7] as Text,
      street: texts[8] as Text,
      hamlet: texts[9] as Text,
      group_name: texts[10] as Text,
      commune_code: texts[11] as string,
      former_commune_code: texts[12] as Text,
      postcode: texts[13] as Text,
      position: texts[14] as TakenRow['address']['position'],
      status: texts[15] as TakenRow['address']['status'],
      source: texts[16] as string,
      updated_at: texts[17] as Text,
      raw_text: texts[18] as Text,
      successor: null,
      attributes: texts[19] as Text,
      hamlet_uid: null,
    },
  }
}
