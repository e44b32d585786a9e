import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Debian's Python, for which its QGIS is made. */
const PYTHON = '/usr/bin/python3'

/** Why tests with QGIS are passed over, or false. */
export const noQgis: string | false =
  spawnSync(PYTHON, ['-c', 'import qgis.core']).status === 0 ? false : 'QGIS (python3-qgis) is not installed'

/** What a script of `test/qgis` prints as JSON in its last line; QGIS has settings and caches of its own. */
export async function inQgis<T>(script: string, args: readonly string[]): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'diachiso-qgis-'))
  try {
    const { stdout } = await promisify(execFile)(
      PYTHON,
      [fileURLToPath(new URL(`../qgis/${script}`, import.meta.url)), ...args],
      {
        maxBuffer: 64 * 1_048_576,
        env: { ...process.env, QT_QPA_PLATFORM: 'offscreen', HOME: home, XDG_RUNTIME_DIR: home },
      },
    )
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
