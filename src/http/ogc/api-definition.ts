import type { Collection } from './collection.ts'

type Json = Record<string, unknown>

const ROOT = '/ogc'
const ITEMS = '/collections/{collectionId}/items'

/**
 * The part of the server's OpenAPI 3.1 about `/ogc`, written as OpenAPI 3.0, which clients of the standard read. Paths are
 * relative to the landing page, and the items of each collection have a path of their own with its queryables: GDAL and
 * QGIS look there for what the server can filter.
 */
export function apiDefinition(whole: object, collections: readonly Collection[], base: string): Json {
  const { info, paths, tags } = structuredClone(whole) as {
    info: Json
    paths: Record<string, Json>
    tags: Json[]
  }
  const { summary, license, ...about } = info as { summary?: string; license?: { name: string } } & Json
  const ids = collections.map(({ id }) => id)
  const ours = Object.fromEntries(
    Object.entries(paths)
      .filter(([path]) => path === ROOT || path.startsWith(`${ROOT}/`))
      .map(([path, item]) => [
        path.slice(ROOT.length) || '/',
        inVersion30(item, (parameter) => named(parameter, ids)) as Json,
      ]),
  )
  const items = ours[ITEMS] as { get: { parameters: Json[] } & Json }
  return {
    openapi: '3.0.3',
    info: {
      ...about,
      ...(summary ? { description: summary } : {}),
      ...(license ? { license: { name: license.name } } : {}),
    },
    servers: [{ url: `${base}${ROOT}` }],
    tags: tags.filter(({ name }) => name === 'ogc'),
    paths: {
      ...ours,
      ...Object.fromEntries(
        collections.map((one) => [`/collections/${one.id}/items`, { get: itemsOf(one, items.get) }]),
      ),
    },
    // QGIS reads the largest page from here.
    components: { parameters: { limit: items.get.parameters.find(({ name }) => name === 'limit') } },
  }
}

/** The operation that reads the features of one collection. */
function itemsOf(
  { id, queryables }: Collection,
  { parameters, ...operation }: { parameters: Json[] } & Json,
): Json {
  const own = parameters.filter(({ name }) => name !== 'collectionId')
  const taken = new Set(own.map(({ name }) => name))
  return {
    ...operation,
    operationId: `getFeatures.${id}`,
    parameters: [
      ...own,
      ...Object.entries(queryables)
        .filter(([name]) => !taken.has(name))
        .map(([name, type]) => ({ name, in: 'query', required: false, schema: { type } })),
    ],
  }
}

/** Lists the ids of the collections: clients let people choose from them. */
function named(parameter: Json, ids: readonly string[]): Json {
  if (parameter.name !== 'collectionId') return parameter
  return { ...parameter, schema: { type: 'string', enum: ids } }
}

/** Turns `const` of JSON Schema 2020-12, alone or one of several, into an `enum`, as OpenAPI 3.0 has no `const`. */
function inVersion30(value: unknown, parameter: (one: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((one) => inVersion30(one, parameter))
  if (typeof value !== 'object' || value === null) return value
  const { const: only, ...rest } = value as Json
  const object = only === undefined ? ofChoices(rest) : { ...rest, enum: [only] }
  const changed = 'in' in object && 'name' in object ? parameter(object) : object
  return Object.fromEntries(Object.entries(changed).map(([key, one]) => [key, inVersion30(one, parameter)]))
}

function ofChoices({ anyOf, ...rest }: Json): Json {
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { anyOf, ...rest }
  const choices = anyOf.map((one: Json) => one.const ?? (one.enum as unknown[] | undefined)?.[0])
  return choices.includes(undefined)
    ? { anyOf, ...rest }
    : { type: typeof choices[0], enum: choices, ...rest }
}
