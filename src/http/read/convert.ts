import { type Static, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import type { Turns } from '../../tables/turns.ts'
import { AddressConverter } from '../../units/conversion/address-converter.ts'
import type { AddressInput, Candidate, Conversion } from '../../units/conversion/conversion.ts'
import type { HamletIndex } from '../../units/conversion/hamlet-index.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import { streamJson } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Lat, Lon, query } from '../edge/fields.ts'
import { named, stepJson } from '../features/unit-json.ts'

export interface ConvertParts {
  units: { readonly register: UnitRegister }
  /** Where the hamlets of the moment lie. */
  hamlets: { readonly index: HamletIndex }
  turns: Turns
}

const MAX_ADDRESSES = 1000
const Text = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ maxLength, description }))
const To = Type.Optional(
  Type.Union([Type.Literal('current'), Type.Literal('former')], {
    description: 'current: the units of today (default); former: those before the last reform',
  }),
)
const PARTS = {
  house_number: Text(60, 'Số nhà'),
  street: Text(200, 'Đường'),
  hamlet: Text(200, 'Ấp, khu phố'),
  commune: Text(100, 'Xã, phường, thị trấn'),
  district: Text(100, 'Huyện, thị xã, thành phố (cũ)'),
  province: Text(100, 'Tỉnh'),
  lat: Type.Optional(Lat),
  lon: Type.Optional(Lon),
}
const Address = Type.Union([
  Type.String({ maxLength: 1000 }),
  Type.Object({ q: Text(1000, 'Một dòng địa chỉ'), ...PARTS }, { additionalProperties: false }),
])

/** `/v1/convert`: addresses with former units to those of today, and back. */
export function convertRoutes(app: App, parts: ConvertParts): void {
  const converter = converterOf(parts)
  convertRoute(app, converter)
  convertManyRoute(app, converter, parts.turns)
}

function convertRoute(app: App, converter: () => AddressConverter): void {
  app.get(
    '/v1/convert',
    {
      schema: {
        operationId: 'convert',
        tags: ['units'],
        summary: 'Chuyển đổi địa chỉ cũ ↔ mới · Convert an address between former and current units',
        querystring: query({ q: Text(1000, 'Một dòng địa chỉ · One address'), ...PARTS, to: To }),
        response: { 200: Json('input, parsed, grade, candidates, warnings') },
      },
    },
    async ({ query: { lang: _, to, ...address } }) => {
      const current = converter()
      const conversion = current.convert(inputOf(address, ''), to ?? 'current')
      return conversionJson(conversion, address, current.register)
    },
  )
}

function convertManyRoute(app: App, converter: () => AddressConverter, turns: Turns): void {
  app.post(
    '/v1/convert',
    {
      schema: {
        operationId: 'convertMany',
        tags: ['units'],
        summary: 'Chuyển đổi nhiều địa chỉ · Convert many addresses',
        querystring: query({}),
        body: Type.Object(
          { addresses: Type.Array(Address, { maxItems: MAX_ADDRESSES }), to: To },
          { additionalProperties: false },
        ),
        response: { 200: Json('results, in the order of the addresses') },
      },
    },
    async ({ body: { addresses, to } }, reply) => {
      const inputs = addresses.map((address, i) => inputOf(address, `addresses[${i}]`))
      const current = converter()
      function* results() {
        for (const [i, input] of inputs.entries())
          yield conversionJson(current.convert(input, to ?? 'current'), addresses[i], current.register)
      }
      return streamJson(reply, turns, { results: results() })
    },
  )
}

/** What converts a line of text, as `/v1/convert` answers it. */
export function lineConversion(parts: Pick<ConvertParts, 'units' | 'hamlets'>) {
  const converter = converterOf(parts)
  return (text: string, to: 'current' | 'former') => {
    const current = converter()
    return conversionJson(current.convert({ text }, to), text, current.register)
  }
}

/** A converter for the units of the moment; made anew when they change. */
function converterOf({ units, hamlets }: Pick<ConvertParts, 'units' | 'hamlets'>): () => AddressConverter {
  let converter: AddressConverter | undefined
  return () => {
    if (converter?.register !== units.register)
      converter = new AddressConverter(units.register, () => hamlets.index)
    return converter
  }
}

function inputOf(address: Static<typeof Address>, path: string): AddressInput {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`)
  const { q, ...parts } = typeof address === 'string' ? { q: address } : address
  const named = [q, parts.commune, parts.district, parts.province].some((text) => text?.trim())
  const { lat, lon } = parts
  if ((lat === undefined) !== (lon === undefined))
    throw refuse(
      at(lat === undefined ? 'lat' : 'lon'),
      'missing',
      `${at('lat')} và ${at('lon')} phải đi cùng nhau.`,
      `${at('lat')} and ${at('lon')} must be given together.`,
    )
  if (!named && lat === undefined)
    throw refuse(
      path === '' ? 'q' : path,
      'missing',
      `${path === '' ? 'q' : path}: cần một dòng địa chỉ (q) hoặc tên đơn vị (commune, district, province).`,
      `${path === '' ? 'q' : path}: needs an address (q) or names of units (commune, district, province).`,
    )
  return { ...(q === undefined ? {} : { text: q }), ...parts }
}

function conversionJson(
  { parsed, grade, candidates, warnings, settledBy }: Conversion,
  input: unknown,
  register: UnitRegister,
) {
  return {
    input,
    parsed,
    grade,
    candidates: candidates.map((candidate) => candidateJson(candidate, register)),
    warnings,
    ...(settledBy ? { settled_by: settledBy } : {}),
  }
}

function candidateJson(
  { label, commune, district, province, steps, extent, possible }: Candidate,
  register: UnitRegister,
) {
  return {
    label,
    commune: named(commune),
    ...(district ? { district: named(district) } : {}),
    ...(province ? { province: named(province) } : {}),
    ...(commune.centre ? { centre: commune.centre } : {}),
    ...(commune.bbox ? { bbox: commune.bbox } : {}),
    steps: steps.map((step) => stepJson(step, register)),
    extent,
    ...(possible ? { possible } : {}),
  }
}
