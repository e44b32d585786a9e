import { hash } from 'node:crypto'

/** What a version of a hamlet or street says; absent values are null. */
export interface ComponentFields {
  readonly kind: string
  readonly uid: string
  readonly status: string
  readonly name: string
  readonly type: string | null
  readonly commune_code: string | null
  readonly former_commune_code: string | null
  readonly district_code: string | null
  readonly accuracy: string | null
  readonly successor: string | null
  readonly lon: number | null
  readonly lat: number | null
  /** SHA-256 of its line. */
  readonly shape: string | null
  readonly revision: number
  /** The day from which it is true in the world, `YYYY-MM-DD`. */
  readonly valid_from: string
}

const FORM = 'diachiso-component-1'

/** SHA-256, 64 hexadecimal digits, of the JSON array of the form's name and the fields in the order of {@link ComponentFields}. */
export function componentHash(fields: ComponentFields): string {
  return hash(
    'sha256',
    JSON.stringify([
      FORM,
      fields.kind,
      fields.uid,
      fields.status,
      fields.name,
      fields.type,
      fields.commune_code,
      fields.former_commune_code,
      fields.district_code,
      fields.accuracy,
      fields.successor,
      fields.lon,
      fields.lat,
      fields.shape,
      fields.revision,
      fields.valid_from,
    ]),
    'hex',
  )
}
