import { postJson } from './api/client.ts'
import type { Conversion, ConversionReply } from './api/replies.ts'
import { copyButton } from './card/copy-button.ts'
import { sayIn } from './card/facts.ts'
import { addressLines, MAX_LENGTH, MAX_LINES } from './converter/address-lines.ts'
import { CONVERTER_WORDS } from './converter/converter-words.ts'
import { drawResult } from './converter/result-list.ts'
import { resultRows, sayConverterIn, toCsv, toTsv } from './converter/result-table.ts'
import { byId, element } from './element.ts'
import { Language, languageSwitch } from './language/language.ts'
import { WORDS } from './language/words.ts'
import { MapFrame } from './map/map-frame.ts'
import type { Spot } from './map/map-view.ts'
import { Trouble } from './portal/trouble.ts'

const EXAMPLE = {
  current: [
    '98, phường 2, Tp Tân An',
    'Ấp Tân Quang 1, Đông Thạnh, Cần Giuộc',
    'Xã Nhị Thành, huyện Thủ Thừa, tỉnh Long An',
    'xã Mộc Hóa, tỉnh Long An',
  ],
  former: ['12 Nguyễn Đình Chiểu, Phường Long An, Tỉnh Tây Ninh', 'Xã Bến Lức, tỉnh Tây Ninh'],
}
/** More numbers than this on a map tell nothing. */
const MAX_SPOTS = 200

const language = new Language(CONVERTER_WORDS)
language.apply()
languageSwitch(byId<HTMLAnchorElement>('language'), language)

const form = byId<HTMLFormElement>('convert')
const addresses = byId<HTMLTextAreaElement>('addresses')
const status = byId('status')
const results = byId('results')
const portalWord = (word: keyof typeof WORDS) => WORDS[word][language.lang === 'en' ? 1 : 0]
const trouble = new Trouble({ box: byId('trouble'), say: portalWord })
let shown: { lines: string[]; replies: Conversion[] } | undefined
let map: MapFrame | undefined
let running = new AbortController()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void convert()
})
addresses.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
})
byId('example').addEventListener('click', () => {
  addresses.value = EXAMPLE[direction()].join('\n')
  void convert()
})
byId('download').addEventListener('click', download)
language.onChange(() => {
  trouble.clear()
  draw()
})
const asked = new URLSearchParams(location.search).get('q')
if (asked) {
  addresses.value = asked
  void convert()
}

function direction(): 'current' | 'former' {
  return new FormData(form).get('to') === 'former' ? 'former' : 'current'
}

async function convert(): Promise<void> {
  running.abort()
  trouble.clear()
  const read = addressLines(addresses.value)
  if (!read.ok) {
    const values = {
      n: 'n' in read ? read.n : 0,
      line: 'line' in read ? read.line : 0,
      max: read.problem === 'tooLong' ? MAX_LENGTH : MAX_LINES,
    }
    status.textContent = language.say(read.problem, values)
    addresses.focus()
    return
  }
  status.textContent = language.say('running')
  running = new AbortController()
  const { signal } = running
  try {
    const body = { addresses: read.lines, to: direction() }
    const { results: replies } = await postJson<ConversionReply>(
      `/v1/convert?lang=${language.lang}`,
      body,
      signal,
    )
    if (signal.aborted) return
    shown = { lines: read.lines, replies }
    draw()
    showMap(replies)
    byId('results-title').focus({ preventScroll: true })
    results.scrollIntoView({ block: 'start' })
  } catch (error) {
    if (signal.aborted) return
    status.textContent = ''
    trouble.show(error, () => void convert())
  }
}

function draw(): void {
  document.title = `${language.say('title')} · ${portalWord('title')}`
  results.hidden = !shown
  if (!shown) return
  const { lines, replies } = shown
  const say = sayConverterIn(language.lang)
  const copy = (what: string, text: string) => copyButton(what, text, sayIn(language.lang), announce)
  byId('list').replaceChildren(
    ...replies.map((reply, i) => drawResult(lines[i] ?? '', i + 1, reply, say, copy)),
  )
  byId('copy-all').replaceChildren(
    copy(say('copyAll'), toTsv(resultRows(lines, replies, say))),
    ` ${say('copyAll')}`,
  )
  const check = replies.filter(({ grade, candidates }) => grade === 'C' || candidates.length !== 1).length
  announce(say('done', { n: replies.length, sure: replies.length - check, check }))
}

/** Opens the map at the first results; each candidate stands there with the number of its line. */
function showMap(replies: readonly Conversion[]): void {
  const spots: Spot[] = replies.flatMap(({ candidates }, i) =>
    candidates.flatMap(({ centre }) => (centre ? [{ point: centre, label: String(i + 1) }] : [])),
  )
  map ??= new MapFrame(
    {
      container: byId('map'),
      styles: { light: '/styles/base-light.json', dark: '/styles/base-dark.json' },
      label: () => `${language.say('mapArea')}. ${language.say('mapKeys')}`,
      picked: () => {},
      padding: () => ({ top: 40, right: 40, bottom: 40, left: 40 }),
    },
    {
      ready: () => document.body.classList.add('map-ready'),
      failed: () => {
        byId('map-note').dataset.say = 'mapFailed'
        language.apply()
      },
    },
  )
  map.spots(spots.slice(0, MAX_SPOTS))
}

function download(): void {
  if (!shown) return
  const csv = toCsv(resultRows(shown.lines, shown.replies, sayConverterIn(language.lang)))
  const href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  element('a', { href, download: `${language.say('fileName')}.csv` }).click()
  setTimeout(() => URL.revokeObjectURL(href), 10_000)
}

function announce(text: string): void {
  status.textContent = text
}
