type Word = Readonly<Record<'vi' | 'en', string>>

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const FORMS: readonly (readonly [form: RegExp, words: (year: string, part: number, day: number) => Word])[] =
  [
    [/^(\d{4})$/, (year) => ({ vi: `năm ${year}`, en: year })],
    [
      /^(\d{4})-Q([1-4])$/,
      (year, part) => ({ vi: `quý ${part} năm ${year}`, en: `quarter ${part} of ${year}` }),
    ],
    [
      /^(\d{4})-W(\d\d)$/,
      (year, part) => ({ vi: `tuần ${part} năm ${year}`, en: `week ${part} of ${year}` }),
    ],
    [
      /^(\d{4})-(\d\d)$/,
      (year, part) => ({ vi: `tháng ${part} năm ${year}`, en: `${MONTHS[part - 1] ?? part} ${year}` }),
    ],
    [
      /^(\d{4})-(\d\d)-(\d\d)$/,
      (year, part, day) => ({
        vi: `ngày ${day} tháng ${part} năm ${year}`,
        en: `${day} ${MONTHS[part - 1] ?? part} ${year}`,
      }),
    ],
  ]

/** A period as people say it: "2026-03" is "tháng 3 năm 2026"; as it stands where its form is not known. */
export function periodInWords(period: string, lang: 'vi' | 'en'): string {
  for (const [form, words] of FORMS) {
    const [, year, part, day] = form.exec(period) ?? []
    if (year !== undefined) return words(year, Number(part), Number(day))[lang]
  }
  return period
}
