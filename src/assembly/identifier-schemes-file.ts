import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, packageRoot } from '../config.ts'
import {
  type IdentifierScheme,
  IdentifierSchemeError,
  readIdentifierSchemes,
} from '../registry/identifier-schemes.ts'
import { TableError } from '../tables/table.ts'

/**
 * Schemes of identifiers that are switched on. Throws {@link ConfigError} with every line and column that is wrong.
 *
 * @param file another one than that which ships
 */
export function loadIdentifierSchemes(
  file = join(packageRoot(), 'data', 'identifier-schemes.csv'),
): IdentifierScheme[] {
  try {
    return readIdentifierSchemes(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof IdentifierSchemeError || error instanceof TableError)
      throw new ConfigError(`${file}: ${error.message}`)
    throw error
  }
}
