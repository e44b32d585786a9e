import { Type } from 'typebox'
import { type CheckedCode, type CodeProblem, checkCode, nearbyCodes } from '../../codes/check-code.ts'
import type { AddressTable } from '../../store/addresses.ts'
import type { AddressRow } from '../../store/rows.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import { unitFeature } from '../features/unit-feature.ts'

export interface CodeParts {
  addresses: AddressTable
  units: UnitKnowledge & { register: Pick<UnitRegister, 'lineage' | 'postcode' | 'get'> }
}

const MAX_CODES = 1000
const MAX_SUGGESTIONS = 5
/** Longer inputs are refused before they are looked at. */
const Code = Type.String({ maxLength: 200 })

/** `/v1/codes`: is this code well formed, does it exist, what does it stand for. */
export function codeRoutes(app: App, { addresses, units }: CodeParts): void {
  app.get(
    '/v1/codes/:code',
    {
      schema: {
        operationId: 'getCode',
        tags: ['codes'],
        summary: 'Kiểm tra và tra cứu mã địa chỉ · Check and look up an address code',
        params: Type.Object({ code: Code }),
        querystring: query({}),
        response: { 200: Json('What the code is and stands for') },
      },
    },
    async (request) => answer(request.params.code, languageOf(request)),
  )

  app.post(
    '/v1/codes/validate',
    {
      schema: {
        operationId: 'validateCodes',
        tags: ['codes'],
        summary: 'Kiểm tra nhiều mã · Check many codes',
        querystring: query({}),
        body: Type.Object(
          { codes: Type.Array(Code, { maxItems: MAX_CODES }) },
          { additionalProperties: false },
        ),
        response: { 200: Json('results, in the order of the codes') },
      },
    },
    async (request) => {
      const language = languageOf(request)
      return { results: request.body.codes.map((code) => answer(code, language)) }
    },
  )

  function answer(input: string, language: Language) {
    const checked = checkCode(input)
    const found = checked.problems.length === 0 ? lookUp(checked) : NOT_FOUND
    const problems = [...checked.problems, ...found.problems]
    const suggestions = found.registered ? [] : suggest(checked)
    return {
      input,
      normalized: checked.normalized,
      scheme: checked.scheme,
      valid: checked.problems.length === 0,
      registered: found.registered,
      status: found.status,
      problems: problems.map(({ code, at, message }) => ({ code, at, message: message[language] })),
      suggestions,
      successor: found.successor,
      address: found.address,
    }
  }

  function lookUp({ scheme, normalized }: CheckedCode): LookUp {
    if (scheme === 'postal') return postal(normalized)
    if (scheme !== 'local' && scheme !== 'ndas') return NOT_FOUND
    const row = scheme === 'local' ? addresses.byCode(normalized) : addresses.byNdas(normalized)
    if (row) return ofAddress(row)
    const identifier = addresses.identifier(scheme, normalized)
    if (!identifier) return { ...NOT_FOUND, problems: [UNKNOWN] }
    const holder = addresses.byUid(identifier.uid)
    return {
      registered: true,
      status: 'retired',
      successor: identifier.successor ?? holder?.code ?? null,
      address: holder ? addressFeature(holder, units) : null,
      problems: [RETIRED],
    }
  }

  function ofAddress(row: AddressRow): LookUp {
    const retired = row.status === 'retired'
    const successor = row.successor ? addresses.byUid(row.successor) : undefined
    return {
      registered: true,
      status: row.status,
      successor: successor?.code ?? row.successor,
      address: addressFeature(row, units),
      problems: retired ? [RETIRED] : [],
    }
  }

  function postal(code: string): LookUp {
    const found = units.register.postcode(code)
    if (!found) return { ...NOT_FOUND, problems: [UNKNOWN] }
    const commune = units.register.get(found.communeCode, found.validTo ?? units.today(), 'commune')
    return {
      registered: true,
      status: found.validTo ? 'retired' : 'official',
      successor: found.successor ?? null,
      address: commune ? unitFeature(commune, units) : null,
      problems: found.validTo ? [RETIRED] : [],
    }
  }

  function suggest(checked: CheckedCode): string[] {
    const found: string[] = []
    for (const code of nearbyCodes(checked)) {
      const row = code.startsWith('L') ? addresses.byCode(code) : addresses.byNdas(code)
      if (row && row.status !== 'retired') found.push(code)
      if (found.length === MAX_SUGGESTIONS) break
    }
    return found
  }
}

interface LookUp {
  registered: boolean
  status: string | null
  successor: string | null
  address: unknown
  problems: CodeProblem[]
}

const NOT_FOUND: LookUp = { registered: false, status: null, successor: null, address: null, problems: [] }
const UNKNOWN: CodeProblem = {
  code: 'unknown',
  at: 0,
  message: {
    vi: 'Mã đúng dạng nhưng chưa được đăng ký ở đây.',
    en: 'The code is well formed, but not registered here.',
  },
}
const RETIRED: CodeProblem = {
  code: 'retired',
  at: 0,
  message: { vi: 'Mã này đã hết hiệu lực.', en: 'This code is retired.' },
}
