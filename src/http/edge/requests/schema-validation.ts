import AjvCompiler, { type BuildCompilerFromPool, type RouteDefinition } from '@fastify/ajv-compiler'

type Compile = ReturnType<BuildCompilerFromPool>
type Validate = ReturnType<Compile>

// A value of several types is one schema, as parts of a union would each turn it into their own type first.
const OPTIONS = {
  removeAdditional: false,
  coerceTypes: true,
  useDefaults: true,
  allowUnionTypes: true,
} as const
const SHORT_PARTS: ReadonlySet<string | undefined> = new Set(['querystring', 'params', 'headers'])

/**
 * Validators of the routes' schemas. All that is wrong with a query or a path is told at once; a body, which may break a
 * rule a million times, is left at the first place that does. To compile one takes milliseconds: each is compiled when a
 * request needs it, or before by {@link compileAll}.
 */
export class SchemaValidation {
  readonly #pool = AjvCompiler()
  readonly #waiting = new Set<() => void>()

  /** For Fastify, as `schemaController.compilersFactory.buildValidator`. */
  readonly buildValidator: BuildCompilerFromPool = (schemas) => {
    const all = this.#pool(schemas, { customOptions: { ...OPTIONS, allErrors: true }, plugins: [] })
    const first = this.#pool(schemas, { customOptions: { ...OPTIONS, allErrors: false }, plugins: [] })
    return (schema) => {
      // its type says a schema, what comes is a part of a route
      const { httpPart } = schema as unknown as RouteDefinition
      return this.#compiledLater(() => (SHORT_PARTS.has(httpPart) ? all : first)(schema))
    }
  }

  /** How many no request has needed so far. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Compiles what no request has needed so far, one after another; throws for a schema that is none. */
  *compileAll(): Generator<void> {
    for (const compile of this.#waiting) {
      compile()
      yield
    }
  }

  #compiledLater(compile: () => Validate): Validate {
    let compiled: Validate | undefined
    const compileOnce = (): Validate => {
      this.#waiting.delete(compileOnce)
      compiled ??= compile()
      return compiled
    }
    this.#waiting.add(compileOnce)
    const validate = ((data: unknown) => {
      const valid = (compiled ?? compileOnce())(data)
      validate.errors = compiled?.errors ?? null
      return valid
    }) as Validate
    return validate
  }
}
