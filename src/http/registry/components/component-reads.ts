import { Type } from 'typebox'
import type { Problem } from '../../../errors.ts'
import { unknownComponent } from '../../../registry/components/component-guards.ts'
import type { ComponentHistory } from '../../../registry/components/component-history.ts'
import type { ComponentKind } from '../../../store/registry/components/component-layers.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { params } from '../address-writes.ts'
import { refusalProblem } from '../refused.ts'
import { componentFeature, toldComponent } from './component-json.ts'

export interface ComponentReadParts {
  componentHistory: ComponentHistory
}

export const CommuneCode = Type.String({ pattern: '^\\d{5}$', description: 'Code of a commune of today' })

/** What the two kinds are called in paths and descriptions. */
export const COMPONENT_WORDS = {
  hamlet: { path: '/v1/hamlets', name: 'Hamlet', vi: 'ấp, khu phố', en: 'hamlet' },
  street: { path: '/v1/streets', name: 'Street', vi: 'đường', en: 'street' },
} as const

/** `/v1/hamlets` and `/v1/streets` for reading: those of a commune, one, its versions. */
export function componentReadRoutes(app: App, parts: ComponentReadParts): void {
  readRoutes(app, 'hamlet', parts)
  readRoutes(app, 'street', parts)
}

function readRoutes(app: App, kind: ComponentKind, { componentHistory }: ComponentReadParts): void {
  const { path, name, vi, en } = COMPONENT_WORDS[kind]
  app.get(
    path,
    {
      schema: {
        operationId: `get${name}s`,
        tags: ['registry'],
        summary: `Các ${vi} của một xã, phường · The ${en}s of a commune`,
        querystring: query({ commune: CommuneCode }),
        response: { 200: Json('FeatureCollection, by name') },
      },
    },
    async ({ query: { commune } }) => ({
      type: 'FeatureCollection',
      features: (await componentHistory.inCommune(kind, commune)).map(({ version, formerNames }) =>
        componentFeature(version, formerNames),
      ),
    }),
  )

  app.get(
    `${path}/:id`,
    {
      schema: {
        operationId: `get${name}`,
        tags: ['registry'],
        summary: `Một ${vi}, kể cả khi đã nhập hoặc hết · One ${en}, also one that is merged or ended`,
        params,
        querystring: query({}),
        response: { 200: Json('GeoJSON Feature: name, former_names, status, revision, successor') },
      },
    },
    async ({ params: { id } }, reply) => {
      const found = await componentHistory.newest(kind, id)
      if (found === undefined) throw unknown(kind, id)
      return toldComponent(reply, found)
    },
  )

  app.get(
    `${path}/:id/history`,
    {
      schema: {
        operationId: `get${name}History`,
        tags: ['registry'],
        summary: `Mọi phiên bản của một ${vi} · All versions of a ${en}`,
        params,
        querystring: query({}),
        response: {
          200: Json('versions, newest first: when it was recorded, its revision, from when it is true'),
        },
      },
    },
    async ({ params: { id } }) => {
      const versions = await componentHistory.versions(kind, id)
      if (versions.length === 0) throw unknown(kind, id)
      const told = versions.map((version, i) => ({
        valid_from: version.recorded_at,
        valid_to: versions[i + 1]?.recorded_at ?? null,
        revision: version.revision,
        true_from: version.valid_from,
        [kind]: componentFeature(version),
      }))
      return { id, versions: told.reverse() }
    },
  )
}

function unknown(kind: ComponentKind, id: string): Problem {
  return refusalProblem(unknownComponent(kind, id))
}
