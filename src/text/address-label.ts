/** The parts an address is written from; absent parts are left out. */
export interface AddressParts {
  /** Own name of the object, as "Trường Tiểu học Tân An". */
  name?: string | null | undefined
  houseNumber?: string | null | undefined
  street?: string | null | undefined
  /** Group within a hamlet, as "Tổ 5". */
  group?: string | null | undefined
  hamlet?: string | null | undefined
  /** Full names of the units, smallest first, as ["Phường Long An", "Tỉnh Tây Ninh"]. */
  units: readonly string[]
}

/** Number and street, or `Số 12` where a house is numbered within its hamlet; undefined without a number. */
export function houseName({ houseNumber, street }: AddressParts): string | undefined {
  if (!houseNumber) return undefined
  return street ? `${houseNumber} ${street}` : `Số ${houseNumber}`
}

/** One line from the smallest part to the largest: "12/4B Nguyễn Đình Chiểu, Khu phố 2, Phường Long An, Tỉnh Tây Ninh". */
export function addressLabel(parts: AddressParts): string {
  return [parts.name, houseName(parts) ?? parts.street, parts.group, parts.hamlet, ...parts.units]
    .filter((part) => part)
    .join(', ')
}

/** A hamlet among others of its name in one commune, with what tells it apart: "Khu phố 2 (Phường 3 cũ)". */
export function toldApart(name: string, formerCommune: string | undefined): string {
  return formerCommune === undefined ? name : `${name} (${formerCommune} cũ)`
}
