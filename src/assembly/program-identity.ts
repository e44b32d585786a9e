import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot, packageVersion } from '../config.ts'

/** Read at start beside the record, and answered from. */
const ANSWERED_FROM = 'elsewhere.csv'

/**
 * Differs between programs that may answer differently: the built one is named by its version, its text and the data that it reads,
 * so that several processes of one build agree; run from sources, each start is another.
 *
 * @param main file that the server is started with; the names of the chunks that it imports are hashes of their text
 */
export function programIdentity(
  main = join(packageRoot(), 'dist', 'main.js'),
  running = import.meta.url,
): string {
  if (running.endsWith('.ts')) return randomUUID()
  const digest = createHash('sha1').update(packageVersion()).update(readFileSync(main))
  return digest.update(readFileSync(join(packageRoot(), 'data', ANSWERED_FROM))).digest('base64url')
}
