import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { checkHolds, type IdentifierScheme } from '../identifier-schemes.ts'
import { Refusal } from '../refusal.ts'

/**
 * Throws {@link Refusal} `findings` unless a value has its scheme's form and no other address carries it or ever did: an
 * identifier that is given up goes to nobody else.
 */
export async function mustBeFree(
  tx: RegistryTransaction,
  scheme: IdentifierScheme,
  value: string,
  uid: string,
): Promise<void> {
  const { name, form } = scheme
  if (!form.test(value))
    throw identifierFinding('identifier-form', name, {
      vi: `"${value}" không đúng dạng của mã ${name}: ${form.source}.`,
      en: `"${value}" does not have the form of a code of the scheme ${name}: ${form.source}.`,
    })
  if (!checkHolds(scheme, value))
    throw identifierFinding('identifier-check', name, {
      vi: `Chữ số kiểm tra của mã ${name} "${value}" không khớp.`,
      en: `The check digit of the code "${value}" of the scheme ${name} does not fit.`,
    })
  const holder = await tx.identifiers.holder(name, value)
  if (holder !== undefined && holder.uid !== uid) throw duplicateIdentifier(name, value)
}

/** The refusal of an identifier that another address carries or carried. */
export function duplicateIdentifier(scheme: string, value: string): Refusal {
  return identifierFinding('duplicate-identifier', scheme, {
    vi: `Mã ${scheme} "${value}" là, hoặc từng là, của địa chỉ khác.`,
    en: `The code "${value}" of the scheme ${scheme} is or was another address's.`,
  })
}

/** The refusal of a second identifier of a scheme whose identifiers stay. */
export function notReplaceable(scheme: string, present: string): Refusal {
  return identifierFinding('identifier-stays', scheme, {
    vi: `Địa chỉ đã có mã ${scheme} "${present}"; mã loại này không thay.`,
    en: `The address has the code "${present}" of the scheme ${scheme}, whose codes are not replaced.`,
  })
}

/** The refusal of a scheme or value, as a finding on it. */
export function identifierFinding(rule: string, path: string, message: { vi: string; en: string }): Refusal {
  return new Refusal('findings', message, { findings: [{ rule, severity: 'error', path, message }] })
}
