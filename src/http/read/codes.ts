import { Type } from 'typebox'
import { type CheckedCode, type CodeProblem, checkCode, nearbyCodes } from '../../codes/check-code.ts'
import { AddressCodes } from '../../registry/address-codes.ts'
import { checkHolds, type IdentifierScheme } from '../../registry/identifier-schemes.ts'
import type { AddressesAbout } from '../../store/record/public-addresses.ts'
import type { Turns } from '../../tables/turns.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import { streamJson } from '../edge/answers/sliced-answer.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { addressFeature, type UnitKnowledge } from '../features/address-feature.ts'
import { unitFeature } from '../features/unit-feature.ts'

export interface CodeParts {
  /** Schemes of identifiers beside those of the program. */
  schemes: readonly IdentifierScheme[]
  addressesAbout: AddressesAbout
  units: UnitKnowledge & { register: Pick<UnitRegister, 'lineage' | 'postcode' | 'get'> }
}

const MAX_CODES = 1000
const MAX_SUGGESTIONS = 5
/** Longer inputs are refused before they are looked at. */
const Code = Type.String({ maxLength: 200 })

/** `/v1/codes`: is this code well formed, does it exist, what does it stand for. */
export function codeRoutes(app: App, { turns, ...parts }: CodeParts & { turns: Turns }): void {
  const answering = codeAnswers(parts)
  codeRoute(app, answering)
  validateRoute(app, answering, turns)
}

/** What answers about codes as `/v1/codes` does. */
export function codeAnswers({ addressesAbout, units, schemes }: CodeParts): Answering {
  return async (inputs) => {
    const codes = new AddressCodes(await addressesAbout(() => inputs.flatMap(meantBy)))
    return (input, language) => codeAnswer(input, language, codes, { units, schemes })
  }
}

/** What answers about these codes. */
type Answering = (
  inputs: readonly string[],
) => Promise<(input: string, language: Language) => ReturnType<typeof codeAnswer>>

/** The code of an input, and those that it may be a mistyped form of. */
function meantBy(input: string): string[] {
  const checked = checkCode(input)
  return [checked.normalized, ...nearbyCodes(checked)]
}

function codeRoute(app: App, answering: Answering): void {
  app.get(
    '/v1/codes/:code',
    {
      config: { taggedByState: true },
      schema: {
        operationId: 'getCode',
        tags: ['codes'],
        summary: 'Kiểm tra và tra cứu mã địa chỉ · Check and look up an address code',
        params: Type.Object({ code: Code }),
        querystring: query({}),
        response: { 200: Json('What the code is and stands for') },
      },
    },
    async (request) => {
      const { code } = request.params
      const answer = await answering([code])
      return answer(code, languageOf(request))
    },
  )
}

function validateRoute(app: App, answering: Answering, turns: Turns): void {
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
    async (request, reply) => {
      const language = languageOf(request)
      const answer = await answering(request.body.codes)
      function* results() {
        for (const code of request.body.codes) yield answer(code, language)
      }
      return streamJson(reply, turns, { results: results() })
    },
  )
}

function codeAnswer(
  input: string,
  language: Language,
  codes: AddressCodes,
  { units, schemes }: Pick<CodeParts, 'units' | 'schemes'>,
) {
  const ours = checkCode(input)
  const scheme =
    ours.problems.length === 0 ? undefined : schemes.find(({ form }) => form.test(ours.normalized))
  const checked = scheme === undefined ? ours : checkedBy(scheme, ours)
  const found = checked.problems.length === 0 ? lookUp(checked, codes, units) : NOT_FOUND
  const problems = [...checked.problems, ...found.problems]
  return {
    input,
    normalized: checked.normalized,
    scheme: checked.scheme,
    ...(scheme && { label: scheme.label[language] }),
    valid: checked.problems.length === 0,
    registered: found.registered,
    status: found.status,
    problems: problems.map(({ code, at, message }) => ({ code, at, message: message[language] })),
    suggestions: found.registered || scheme ? [] : codes.near(ours, MAX_SUGGESTIONS),
    successor: found.successor,
    address: found.address,
  }
}

/** A code that none of the program's schemes takes, by a configured one. */
function checkedBy(scheme: IdentifierScheme, { normalized }: CheckedCode): CheckedBy {
  const problems: CodeProblem[] = checkHolds(scheme, normalized) ? [] : [WRONG_CHECK]
  return { normalized, scheme: scheme.name, problems }
}

/** A code whose form was checked, by whichever scheme. */
interface CheckedBy extends Pick<CheckedCode, 'normalized' | 'problems'> {
  scheme: string
}

/** What a well-formed code stands for. */
interface LookUp {
  registered: boolean
  status: string | null
  successor: string | null
  address: unknown
  problems: CodeProblem[]
}

function lookUp({ scheme, normalized }: CheckedBy, codes: AddressCodes, units: CodeParts['units']): LookUp {
  if (scheme === 'postal') return lookUpPostcode(normalized, units)
  if (scheme === 'pluscode' || scheme === 'unknown') return NOT_FOUND
  const holder = codes.holder(scheme, normalized)
  if (!holder) return { ...NOT_FOUND, problems: [UNKNOWN] }
  const { status, successor, address } = holder
  return {
    registered: true,
    status,
    successor,
    address: address ? addressFeature(address, units) : null,
    problems: status === 'retired' ? [RETIRED] : [],
  }
}

function lookUpPostcode(code: string, units: CodeParts['units']): LookUp {
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

const NOT_FOUND: LookUp = { registered: false, status: null, successor: null, address: null, problems: [] }
const UNKNOWN: CodeProblem = {
  code: 'unknown',
  at: 0,
  message: {
    vi: 'Mã đúng dạng nhưng chưa được đăng ký ở đây.',
    en: 'The code is well formed, but not registered here.',
  },
}
const WRONG_CHECK: CodeProblem = {
  code: 'check-digit',
  at: 0,
  message: { vi: 'Chữ số kiểm tra không khớp.', en: 'The check digit does not fit.' },
}
const RETIRED: CodeProblem = {
  code: 'retired',
  at: 0,
  message: { vi: 'Mã này đã hết hiệu lực.', en: 'This code is retired.' },
}
