import AjvCompiler, { type BuildCompilerFromPool, type RouteDefinition } from '@fastify/ajv-compiler'

const build = AjvCompiler()
const OPTIONS = { removeAdditional: false, coerceTypes: true, useDefaults: true } as const
const SHORT_PARTS: ReadonlySet<string | undefined> = new Set(['querystring', 'params', 'headers'])

/**
 * Validators of the routes' schemas. All that is wrong with a query or a path is told at once; a body, which may break a
 * rule a million times, is left at the first place that does.
 */
export const buildValidator: BuildCompilerFromPool = (schemas) => {
  const all = build(schemas, { customOptions: { ...OPTIONS, allErrors: true }, plugins: [] })
  const first = build(schemas, { customOptions: { ...OPTIONS, allErrors: false }, plugins: [] })
  return (schema) => {
    // its type says a schema, what comes is a part of a route
    const { httpPart } = schema as unknown as RouteDefinition
    return (SHORT_PARTS.has(httpPart) ? all : first)(schema)
  }
}
