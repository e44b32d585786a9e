import type { Collection } from './collection.ts'

type Json = Record<string, unknown>

/** The part of the server's OpenAPI 3.1 about `/ogc`, written as OpenAPI 3.0, which clients of the standard read. */
export function apiDefinition(whole: object, collections: readonly Collection[], base: string): Json {
  const { info, paths, tags } = structuredClone(whole) as {
    info: Json
    paths: Record<string, Json>
    tags: Json[]
  }
  const { summary, license, ...about } = info as { summary?: string; license?: { name: string } } & Json
  const ours = Object.entries(paths).filter(([path]) => path === '/ogc' || path.startsWith('/ogc/'))
  const ids = collections.map(({ id }) => id)
  return {
    openapi: '3.0.3',
    info: {
      ...about,
      ...(summary ? { description: summary } : {}),
      ...(license ? { license: { name: license.name } } : {}),
    },
    servers: [{ url: base }],
    tags: tags.filter(({ name }) => name === 'ogc'),
    paths: Object.fromEntries(
      ours.map(([path, item]) => [path, inVersion30(item, (parameter) => named(parameter, ids))]),
    ),
  }
}

/** Lists the ids of the collections: clients let people choose from them. */
function named(parameter: Json, ids: readonly string[]): Json {
  if (parameter.name !== 'collectionId') return parameter
  return { ...parameter, schema: { type: 'string', enum: ids } }
}

/** Turns `const` of JSON Schema 2020-12 into an `enum` of one value, as OpenAPI 3.0 has no `const`. */
function inVersion30(value: unknown, parameter: (one: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((one) => inVersion30(one, parameter))
  if (typeof value !== 'object' || value === null) return value
  const { const: only, ...rest } = value as Json
  const object = only === undefined ? rest : { ...rest, enum: [only] }
  const changed = 'in' in object && 'name' in object ? parameter(object) : object
  return Object.fromEntries(Object.entries(changed).map(([key, one]) => [key, inVersion30(one, parameter)]))
}
