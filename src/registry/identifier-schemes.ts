/** A scheme of identifiers that somebody else issues, with the form of its values. */
export interface IdentifierScheme {
  readonly name: string
  readonly form: RegExp
}

/** Mã địa chỉ số: ten digits, opaque; the one scheme that is a column of the address. */
export const NATIONAL_CODE: IdentifierScheme = { name: 'ndas', form: /^\d{10}$/ }
