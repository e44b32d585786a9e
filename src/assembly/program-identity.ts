import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot, packageVersion } from '../config.ts'

/** Read at start beside the record, and answered from. */
const ANSWERED_FROM = 'elsewhere.csv'

/**
 * Differs between programs that may answer differently: the built one is named by its version, its text and the data that it reads,
 * so that several processes of one build agree; run from sources, each start is another.
 */
export function programIdentity(): string {
  if (import.meta.url.endsWith('.ts')) return randomUUID()
  const root = packageRoot()
  // the names of the chunks that it imports are hashes of their text
  const main = readFileSync(join(root, 'dist', 'main.js'))
  const digest = createHash('sha1').update(packageVersion()).update(main)
  return digest.update(readFileSync(join(root, 'data', ANSWERED_FROM))).digest('base64url')
}
