export type Lang = 'vi' | 'en'
/** A table of words: Vietnamese first, English second. */
export type WordTable = Readonly<Record<string, readonly [vi: string, en: string]>>
export type Values = Readonly<Record<string, string | number>>

/** `?lang=` decides, then what was chosen before, then Vietnamese. */
export function chooseLanguage(search: string, stored: string | null): Lang {
  const asked = new URLSearchParams(search).get('lang')
  if (asked === 'en' || asked === 'vi') return asked
  return stored === 'en' ? 'en' : 'vi'
}

/** A sentence in one language, its `{name}`s replaced. */
export function sentence([vi, en]: readonly [string, string], lang: Lang, values: Values = {}): string {
  return (lang === 'en' ? en : vi).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  )
}
