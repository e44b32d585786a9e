import { checkCode } from '../../codes/check-code.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'

/** The id of the address that is named by its id, which is taken as it is, or by a code that it has or had. */
export async function namedAddress(
  { identifiers }: Pick<RegistryTransaction, 'identifiers'>,
  idOrCode: string,
): Promise<string> {
  const { scheme, normalized } = checkCode(idOrCode)
  if (scheme !== 'local' && scheme !== 'ndas') return idOrCode
  return (await identifiers.holder(scheme, normalized))?.uid ?? idOrCode
}
