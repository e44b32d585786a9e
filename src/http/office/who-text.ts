import type { Text } from '../../errors.ts'
import { OUTSIDE, SERVER } from '../../registry/actor.ts'
import type { ToldActor } from '../../registry/desk/event-actors.ts'
import type { Language } from '../edge/language.ts'

const WORDS = {
  hidden: { vi: 'một tài khoản của cơ quan', en: 'an account of the office' },
  server: { vi: 'Máy chủ (dòng lệnh, nhập tệp)', en: 'The server (command line, imports)' },
  outside: { vi: 'Chương trình khác (QGIS…)', en: 'Another program (QGIS…)' },
} as const satisfies Record<string, Text>

/** Who did something, as a page says it: the office, and the login for who belongs to it. */
export function whoText({ office, office_name, account, login }: ToldActor, language: Language): string {
  if (office === SERVER.office) return WORDS.server[language]
  if (account === null) return WORDS.outside[language]
  const name = office === OUTSIDE ? WORDS.outside[language] : (office_name ?? office)
  return `${name}, ${login ?? WORDS.hidden[language]}`
}
