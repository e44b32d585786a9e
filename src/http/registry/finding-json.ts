import type { Language } from '../../errors.ts'
import type { Finding } from '../../registry/refusal.ts'

/** A finding as an answer tells it, in one language. */
export function findingJson({ rule, severity, path, message, repair }: Finding, language: Language) {
  return { rule, severity, path, message: message[language], ...(repair && { repair }) }
}
