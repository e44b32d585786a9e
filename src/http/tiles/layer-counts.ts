import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { countSeries } from '../../tiles/features/count-series.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'

export interface LayerCountParts {
  themes: ThemeTables
  units: { readonly register: Pick<UnitRegister, 'at' | 'today'> }
}

/** `/v1/layers/{id}/counts`: a layer of counts as one table, with its rates for 100,000 people. */
export function layerCountRoutes(app: App, { themes, units }: LayerCountParts): void {
  app.get(
    '/v1/layers/:id/counts',
    {
      schema: {
        operationId: 'getLayerCounts',
        tags: ['tiles'],
        summary: 'Số ca và tỷ suất trên 100.000 dân theo xã, kỳ · Counts and rates by commune and period',
        params: Type.Object({ id: Type.String() }),
        querystring: query({
          subject: Type.Optional(
            Type.String({
              maxLength: 80,
              description: 'One of subjects, a disease; all together without it',
            }),
          ),
        }),
        response: {
          200: Json(
            'layer, subjects, subject, periods, classes (count, rate: lower bounds), communes (code, name, counts: a number, "hidden" or null for no data, one a period; rates; population)',
          ),
        },
      },
    },
    async ({ params, query: { subject } }, reply) => {
      const theme = themes.all().find(({ id }) => id === params.id)
      if (theme?.kind !== 'counts') throw noCounts(params.id, themes.all())
      const people = themes.population.of(theme.id)
      const series = countSeries(themes.counts(theme.id), people, subject)
      const subjects = series.subjects.filter((one) => one !== '')
      if (subject !== undefined && !subjects.includes(subject)) throw noSubject(subject, subjects)
      reply.header('cache-control', 'public, no-cache')
      const { register } = units
      const newest = series.periods.at(-1)
      return {
        layer: theme.id,
        subjects,
        subject: subject ?? null,
        periods: series.periods,
        classes: series.classes,
        communes: register.at(register.today, { level: 'commune' }).map(({ code, fullName }) => {
          const known = newest === undefined ? undefined : people.at(code, newest)
          return {
            code,
            name: fullName,
            counts: series.counts.get(code) ?? series.periods.map(() => null),
            rates: series.rates.get(code) ?? series.periods.map(() => null),
            population: known ? { year: known.year, number: known.number, source: known.source } : null,
          }
        }),
      }
    },
  )
}

function noCounts(id: string, themes: readonly ThemeRow[]): Problem {
  const known = themes.filter(({ kind }) => kind === 'counts').map((theme) => theme.id)
  return new Problem('unknown-layer', {
    detail: {
      vi: `Không có lớp số đếm "${id}"; các lớp số đếm: ${known.join(', ')}.`,
      en: `There is no layer of counts "${id}"; those are ${known.join(', ')}.`,
    },
  })
}

function noSubject(subject: string, subjects: readonly string[]): Problem {
  return new Problem('invalid-input', {
    detail: {
      vi: `subject là "${subject}"; lớp này có: ${subjects.join(', ')}.`,
      en: `subject is "${subject}"; this layer has: ${subjects.join(', ')}.`,
    },
  })
}
