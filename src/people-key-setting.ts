import { createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/** 64 hexadecimal digits; a key that lies in the data folder would be copied with what it locks. */
export function peopleKey(
  env: NodeJS.ProcessEnv,
  dataDir: string,
): { peopleKey: KeyObject | undefined; peopleKeyProblem: string | undefined } {
  const { PEOPLE_KEY: text, PEOPLE_KEY_FILE: file } = env
  if (text && file) throw new ConfigError('PEOPLE_KEY and PEOPLE_KEY_FILE are both set; one of them must go.')
  const none = { peopleKey: undefined, peopleKeyProblem: undefined }
  if (!text && !file) return none
  const name = text ? 'PEOPLE_KEY' : `PEOPLE_KEY_FILE "${file}"`
  if (file && !relative(dataDir, resolve(file)).startsWith('..'))
    throw new ConfigError(
      `${name} lies in DATA_DIR; it must lie elsewhere, or copies of the folder hold it too.`,
    )
  // The map is served without it, as after a start at which its medium is not there yet.
  if (file && !existsSync(file))
    return {
      ...none,
      peopleKeyProblem: `Không có tệp khoá ${name}: máy chủ chạy không có khoá. · There is no key file ${name}: the server runs without the key.`,
    }
  return {
    peopleKey: text ? keyOf(text, name) : readKeyFile(file as string, 'PEOPLE_KEY_FILE'),
    peopleKeyProblem: file ? othersReadIt(file, name) : undefined,
  }
}

/** The key that a file holds; throws {@link ConfigError} that says so in the name of `setting`. */
export function readKeyFile(file: string, setting: string): KeyObject {
  try {
    return keyOf(readFileSync(file, 'utf8'), `${setting} "${file}"`)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`${setting} "${file}" cannot be read: ${(error as Error).message}.`)
  }
}

function keyOf(text: string, name: string): KeyObject {
  const digits = text.trim()
  if (!/^[0-9a-f]{64}$/i.test(digits))
    throw new ConfigError(`${name} must hold 64 hexadecimal digits, as openssl rand -hex 32 writes them.`)
  return createSecretKey(Buffer.from(digits, 'hex'))
}

/** Rights of everybody on the machine. A group may be given the file on purpose, as by systemd or a container. */
const EVERYBODY = 0o007

function othersReadIt(file: string, name: string): string | undefined {
  const { mode } = statSync(file)
  if (process.platform === 'win32' || (mode & EVERYBODY) === 0) return undefined
  return `${name}: mọi tài khoản trên máy đọc được tệp khoá; hãy chạy chmod 600. · ${name} may be read by every account of the machine: run chmod 600.`
}
