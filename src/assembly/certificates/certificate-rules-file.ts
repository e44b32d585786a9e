import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../config.ts'
import {
  type CertificateRules,
  CertificateRulesError,
  readCertificateRules,
} from '../../registry/certificates/certificate-rules.ts'
import { TableError } from '../../tables/table.ts'

/** File of `DATA_DIR` with what communes have decided about papers; without it the name of the office stands at the head. */
export const CERTIFICATE_RULES = 'certificates.csv'

/** Rules of communes about papers. Throws {@link ConfigError} with the line and column that is wrong. */
export function loadCertificateRules(dataDir: string): CertificateRules {
  const file = join(dataDir, CERTIFICATE_RULES)
  if (!existsSync(file)) return new Map()
  try {
    return readCertificateRules(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof CertificateRulesError || error instanceof TableError)
      throw new ConfigError(`${file}: ${error.message}`)
    throw error
  }
}
