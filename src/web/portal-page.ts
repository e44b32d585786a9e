import { getJson } from './api/client.ts'
import type { Place, ReadyReply, SearchReply } from './api/replies.ts'
import { CARD_WORDS, type CardWord } from './card/card-words.ts'
import { sayIn } from './card/facts.ts'
import { formerUnits } from './card/former-form.ts'
import { remarkOn } from './card/query-remark.ts'
import { byId } from './element.ts'
import { Language, languageSwitch } from './language/language.ts'
import { WORDS } from './language/words.ts'
import { cameraFor } from './map/camera.ts'
import { MapFrame } from './map/map-frame.ts'
import { linkQuery, readTarget, type Target, targetOf } from './permalink.ts'
import { Details } from './portal/details.ts'
import { type Found, lookUp } from './portal/look-up.ts'
import { Trouble } from './portal/trouble.ts'
import { Combobox } from './search-box/combobox.ts'
import { drawOption, type OptionWords } from './search-box/option.ts'
import { Suggester } from './search-box/suggester.ts'

const SUGGESTIONS = 8
/** Kinds that are shown whole, without a pin. */
const AREAS: ReadonlySet<string> = new Set(['commune', 'district', 'province'])
const BY_FORMER_NAME: ReadonlySet<string> = new Set(['former-unit', 'split-unit'])
/** Ten digits, perhaps after an L and in groups: a code that someone mistyped rather than an address. */
const LIKE_A_CODE = /^L?(?:[\s.-]|\d{1,3}(?!\d))*\d{4}[\d\s.-]*$/i
/** The look-up under way; a newer one calls it off. */
let lookingUp = new AbortController()

const language = new Language(WORDS)
language.apply()
languageSwitch(byId<HTMLAnchorElement>('language'), language)

const status = byId('status')
const trouble = new Trouble({ box: byId('trouble'), say: (word) => language.say(word) })
const details = new Details({
  card: byId('card'),
  intro: byId('intro'),
  language,
  announce,
  closed: () => {
    go(undefined)
    input.focus()
  },
})

const input = byId<HTMLInputElement>('q')
const suggester = new Suggester<SearchReply>({
  ask: (q, signal) => getJson('/v1/autocomplete', { q, limit: SUGGESTIONS, lang: language.lang }, signal),
  show: (reply, q) => showSuggestions(reply, q),
  fail: (error) => trouble.show(error, () => suggester.type(input.value)),
})
const searchBox = new Combobox<Place>(
  { form: byId('search'), input, list: byId('suggestions'), clear: byId('clear') },
  {
    draw: (place, id) => drawOption(place, id, optionWords(place)),
    typed: (text) => {
      trouble.clear()
      announce('')
      if (text.trim()) suggester.type(text)
      else suggester.stop()
    },
    chosen: choose,
    // A mistyped code is explained before another is taken for it, however soon the others are suggested.
    meant: ({ properties: { vn } }) => vn.kind !== 'code' || vn.grade !== 'C',
    submitted: (text) => void search(text),
    cleared: () => {
      suggester.stop()
      announce('')
    },
  },
)

const map = new MapFrame(
  {
    container: byId('map'),
    styles: { light: '/styles/base-light.json', dark: '/styles/base-dark.json' },
    label: () => `${language.say('mapArea')}. ${language.say('mapKeys')}`,
    picked: (lon, lat) => void go({ kind: 'point', lon, lat }),
    padding: () => ({ top: 48, right: 48, bottom: 48, left: 48 }),
  },
  {
    ready: () => document.body.classList.add('map-ready'),
    failed: () => {
      byId('map-note').dataset.say = 'mapFailed'
      language.apply()
    },
  },
)
byId('zoom-in').addEventListener('click', () => map.zoomBy(1))
byId('zoom-out').addEventListener('click', () => map.zoomBy(-1))

for (const example of document.querySelectorAll<HTMLButtonElement>('#intro button[value]'))
  example.addEventListener('click', () => {
    searchBox.setText(example.value)
    input.focus()
    suggester.type(example.value)
  })

language.onChange(() => {
  suggester.clear()
  searchBox.close()
  announce('')
  trouble.clear()
  map.relabel()
})
addEventListener('popstate', () => void follow(readTarget(location.search)))
void follow(readTarget(location.search))
void getJson<ReadyReply>('/ready')
  .then(({ data }) => {
    byId('demo').hidden = data !== 'demo'
  })
  .catch(() => {})

function showSuggestions({ features, vn }: SearchReply, q: string): void {
  searchBox.show(features)
  if (features.length > 0) announce(language.say('counted', { n: features.length }))
  else announce(remarkOn(vn, sayIn(language.lang))?.title ?? language.say('nothing', { q }), true)
}

function optionWords({ properties: { vn } }: Place): OptionWords {
  const say = sayIn(language.lang)
  const word = `kind.${vn.scheme ?? vn.kind}`
  const kind = word in CARD_WORDS ? say(word as CardWord) : ''
  const [former] = vn.warnings?.some((warning) => BY_FORMER_NAME.has(warning)) ? (vn.former ?? []) : []
  return {
    kind,
    ...(vn.grade === 'C' ? { remark: say('guess') } : {}),
    ...(former ? { former: say('formerly', { name: formerUnits(former) }) } : {}),
  }
}

function spacedAt({ text, caret }: { text: string; caret: number }): string {
  return `${text.slice(0, caret)} ${text.slice(caret)}`
}

function choose(place: Place): void {
  const { vn, geocoding } = place.properties
  suggester.stop()
  // Before the caret a number is to come, and a space behind it.
  if (vn.complete) searchBox.setText(spacedAt(vn.complete), vn.complete.caret)
  else {
    searchBox.setText(geocoding.label)
    // A keyboard on the screen would cover the card.
    if (matchMedia('(pointer: coarse)').matches) input.blur()
  }
  open({ kind: 'place', place, warnings: [] }, targetOf(place), true)
  const opened = language.say('opened', { label: geocoding.label })
  announce(vn.complete ? `${opened} ${language.say('goOn')}` : opened)
}

async function search(q: string): Promise<void> {
  suggester.stop()
  announce(language.say('looking'))
  try {
    const reply = await getJson<SearchReply>('/v1/search', { q, limit: SUGGESTIONS, lang: language.lang })
    if (input.value !== q) return
    const { features, vn } = reply
    const [first] = features
    const message = first ? undefined : remarkOn(vn, sayIn(language.lang))
    if (first && first.properties.vn.grade !== 'C') choose(first)
    else if (vn && message) {
      searchBox.close()
      open({ kind: 'remark', remark: vn }, { kind: 'query', q }, true)
      announce(message.title)
    } else if (LIKE_A_CODE.test(q) && (!first || first.properties.vn.kind === 'code'))
      await go({ kind: 'code', code: q.trim() })
    else showSuggestions(reply, q)
  } catch (error) {
    trouble.show(error, () => void search(q))
  }
}

/** Opens a target and writes it into the address bar; undefined closes the card. */
async function go(target: Target | undefined): Promise<void> {
  await follow(target, true)
}

async function follow(target: Target | undefined, push = false): Promise<void> {
  lookingUp.abort()
  const running = new AbortController()
  lookingUp = running
  trouble.clear()
  if (!target) {
    details.close()
    map.mark(undefined)
    if (push) history.pushState(null, '', linkQuery(undefined, language.lang) || location.pathname)
    return
  }
  if (target.kind === 'point') map.mark(undefined, [target.lon, target.lat])
  try {
    const found = await lookUp(target, language.lang, running.signal)
    if (running.signal.aborted) return
    open(found, target, push)
    if (found.kind === 'place' && push)
      announce(language.say('opened', { label: found.place.properties.geocoding.label }))
  } catch (error) {
    if (!running.signal.aborted) trouble.show(error, () => void follow(target, push))
  }
}

/** Shows what was found; a clicked point leaves the map where it is. */
function open(found: Found, target: Target, push: boolean): void {
  details.show(found, target)
  if (push) history.pushState(null, '', linkQuery(target, language.lang) || location.pathname)
  const clicked = target.kind === 'point' ? [target.lon, target.lat] : undefined
  if (found.kind !== 'place') {
    map.mark(undefined, clicked)
    return
  }
  const { kind } = found.place.properties.vn
  const pinned = !AREAS.has(kind) && !(clicked && kind === 'point')
  map.mark(pinned ? found.place.geometry?.coordinates : undefined, clicked)
  const camera = cameraFor(found.place)
  if (camera && !(clicked && push)) map.look(camera)
}

/** Says something to screen readers; shows it too when it matters to everyone. */
function announce(text: string, visible = false): void {
  status.textContent = text
  status.classList.toggle('visually-hidden', !visible)
}
