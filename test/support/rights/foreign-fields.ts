/** What the server alone writes, and some of what requests of other routes name. */
const FOREIGN = [
  'status',
  'state',
  'office',
  'account',
  'person',
  'code',
  'uid',
  'demo',
  'created_by',
] as const

/** A schema as the description of the API has it, as far as it is walked here. */
export interface BodySchema {
  readonly properties?: Readonly<Record<string, BodySchema>>
  readonly items?: BodySchema
  readonly anyOf?: readonly BodySchema[]
}

/**
 * A body as often as there are fields that its schema does not name, in it and in each of its parts, with that field in it; and
 * where it stands.
 */
export function* withForeignFields(
  body: unknown,
  schema: BodySchema | undefined,
  path = '',
): Generator<[path: string, body: unknown]> {
  if (Array.isArray(body)) {
    const [first, ...rest] = body
    for (const [where, spoiled] of withForeignFields(first, schema?.items, `${path}[0]`))
      yield [where, [spoiled, ...rest]]
    return
  }
  if (typeof body !== 'object' || body === null || isOpen(schema)) return
  const named = new Set(
    [schema ?? {}, ...(schema?.anyOf ?? [])].flatMap((each) => Object.keys(each.properties ?? {})),
  )
  for (const field of FOREIGN) if (!named.has(field)) yield [`${path}.${field}`, { ...body, [field]: 'x' }]
  for (const [field, part] of Object.entries(body))
    for (const [where, spoiled] of withForeignFields(part, schema?.properties?.[field], `${path}.${field}`))
      yield [where, { ...body, [field]: spoiled }]
}

/** Whether its fields have whatever names a profile gives them, as those of `attributes`. */
function isOpen(schema: BodySchema | undefined): boolean {
  return schema !== undefined && schema.properties === undefined && schema.anyOf === undefined
}
