/** The file of a thread, beside the module at `from`: built, or as a source. */
export function workerFile(name: string, from: string): URL {
  return new URL(from.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, from)
}

/** What a thread runs first: the file itself, or, from sources, the loader that lets it read TypeScript. */
export function workerStart(file: URL): URL {
  if (!file.pathname.endsWith('.ts')) return file
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const code = `import { register } from ${loader}; register(); await import(${JSON.stringify(file.href)})`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}
