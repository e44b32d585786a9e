/** Browsers by what they call themselves, the more special one before what it claims to be as well. */
const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ['coc_coc', 'Cốc Cốc'],
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
  ['curl', 'curl'],
]
const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
]

/** What a device is called where its holder sees it, from its User-Agent: `Chrome · Android`. */
export function deviceLabel(userAgent: string | undefined): string {
  const nameIn = (names: typeof BROWSERS) => names.find(([mark]) => userAgent?.includes(mark))?.[1]
  return [nameIn(BROWSERS), nameIn(SYSTEMS)].filter((name) => name !== undefined).join(' · ') || '?'
}
