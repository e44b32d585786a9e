/** The file of a thread whose source is at `path` from the module `from`; built, it lies beside that module. */
export function workerFile(path: `./${string}.ts`, from: string): URL {
  if (from.endsWith('.ts')) return new URL(path, from)
  return new URL(path.slice(path.lastIndexOf('/') + 1).replace(/ts$/, 'js'), from)
}

/** What a thread runs first: the file itself, or, from sources, the loader that lets it read TypeScript. */
export function workerStart(file: URL): URL {
  if (!file.pathname.endsWith('.ts')) return file
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const code = `import { register } from ${loader}; register(); await import(${JSON.stringify(file.href)})`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}
