import { Type } from 'typebox'
import { Problem, refuse } from '../../errors.ts'
import type { Unit, UnitRegister, UnitStep } from '../../units/unit-register.ts'
import type { App } from '../edge/app-type.ts'
import { atDate } from '../edge/at-date.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import { stepJson, unitJson } from '../features/unit-json.ts'

export interface UnitRouteParts {
  units: { readonly register: UnitRegister }
}

const Code = Type.String({ pattern: '^\\d{2,5}$', description: 'Code of the list of administrative units' })
const Level = Type.Union([Type.Literal('province'), Type.Literal('district'), Type.Literal('commune')])

const params = Type.Object({ code: Code })

/** `/v1/units`: administrative units of any day, one unit, and what became of it. */
export function unitRoutes(app: App, parts: UnitRouteParts): void {
  unitsRoute(app, parts)
  unitRoute(app, parts)
  historyRoute(app, parts)
}

function unitsRoute(app: App, { units }: UnitRouteParts): void {
  app.get(
    '/v1/units',
    {
      schema: {
        operationId: 'listUnits',
        tags: ['units'],
        summary: 'Đơn vị hành chính tại một ngày · Administrative units on a day',
        querystring: query({
          at: Type.Optional(DateField),
          level: Type.Optional(Level),
          parent: Type.Optional(Code),
        }),
        response: { 200: Json('at, units') },
      },
    },
    async ({ query: { at, level, parent } }) => {
      const { register } = units
      const date = atDate(at, register)
      if (parent !== undefined && !register.get(parent, date)) throw notThen(register, parent, date, 'parent')
      const list = register.at(date, { ...(level ? { level } : {}), ...(parent ? { parent } : {}) })
      return { at: date, units: list.map((unit) => unitJson(unit, register)) }
    },
  )
}

function unitRoute(app: App, { units }: UnitRouteParts): void {
  app.get(
    '/v1/units/:code',
    {
      schema: {
        operationId: 'getUnit',
        tags: ['units'],
        summary: 'Một đơn vị hành chính · One administrative unit',
        params,
        querystring: query({
          at: Type.Optional(DateField),
          geometry: Type.Optional(
            Type.Union([Type.Literal('0'), Type.Literal('1')], { description: '1 adds the polygon' }),
          ),
        }),
        response: { 200: Json('Unit') },
      },
    },
    async ({ params: { code }, query: { at, geometry } }) => {
      const { register } = units
      const date = atDate(at, register)
      const unit = register.get(code, date)
      if (!unit) throw notThen(register, code, date, 'code')
      return {
        ...unitJson(unit, register),
        ...(geometry === '1' ? { geometry: register.geometry(unit) ?? null } : {}),
      }
    },
  )
}

function historyRoute(app: App, { units }: UnitRouteParts): void {
  app.get(
    '/v1/units/:code/history',
    {
      schema: {
        operationId: 'getUnitHistory',
        tags: ['units'],
        summary: 'Lịch sử của một mã đơn vị, cả hai chiều · History of a unit code, both ways',
        params,
        querystring: query({ at: Type.Optional(DateField) }),
        response: { 200: Json('versions, before, after') },
      },
    },
    async ({ params: { code }, query: { at } }) => {
      const { register } = units
      const day = at === undefined ? undefined : atDate(at, register)
      const versions = register.versions(code)
      if (versions.length === 0) throw notThen(register, code, register.today, 'code')
      if (day !== undefined && !register.get(code, day)) throw notThen(register, code, day, 'code')
      const { before, after } = register.history(code, day)
      const json = (steps: UnitStep[]) => steps.map((step) => stepJson(step, register))
      return {
        code,
        versions: versions.map((unit) => unitJson(unit, register)),
        before: json(before),
        after: json(after),
      }
    },
  )
}

/** 404 that names the days on which the code was in force; 400 when a parameter other than the path names it. */
function notThen(register: UnitRegister, code: string, date: string, path: 'code' | 'parent'): Problem {
  const versions = register.versions(code)
  const spans = (until: string) => versions.map((unit) => span(unit, until)).join('; ')
  const vi =
    versions.length === 0
      ? `Không có đơn vị hành chính nào mang mã "${code}".`
      : `Mã "${code}" không có hiệu lực ngày ${date}. Mã này có hiệu lực: ${spans('nay')}.`
  const en =
    versions.length === 0
      ? `No administrative unit has the code "${code}".`
      : `The code "${code}" was not in force on ${date}. It was in force: ${spans('now')}.`
  const rule = versions.length === 0 ? 'unknown-unit' : 'other-date'
  if (path === 'parent') return refuse('parent', rule, vi, en)
  return new Problem('unknown-unit', {
    detail: { vi, en },
    problems: [{ path, code: rule, message: { vi, en } }],
  })
}

function span(unit: Unit, now: string): string {
  return `${unit.fullName} ${unit.validFrom} – ${unit.validTo ?? now}`
}
