import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/config.ts'
import type { SourceOf } from './stage-shares.ts'

/** The sources of functions in bundles, by the source maps beside these (ECMA-426); of other files their own path. */
export function bundledSource(): SourceOf {
  const root = packageRoot()
  const maps = new Map<string, SourceMap | undefined>()
  return ({ url, functionName, lineNumber, columnNumber }) => {
    const name = functionName || '(anonymous)'
    if (!url.startsWith('file:')) return { path: '', name }
    const file = fileURLToPath(url)
    if (!maps.has(file)) maps.set(file, mapOf(`${file}.map`))
    const entry = maps.get(file)?.findEntry(lineNumber, columnNumber)
    const source = entry && 'originalSource' in entry ? entry.originalSource : undefined
    const path = source === undefined ? file : resolve(file, '..', source)
    return { path: relative(root, path), name }
  }
}

function mapOf(file: string): SourceMap | undefined {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
