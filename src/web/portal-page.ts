import { getJson } from './api/client.ts'
import type { ReadyReply, Suggestion, SuggestionReply } from './api/replies.ts'
import { sayIn } from './card/facts.ts'
import { remarkOn } from './card/query-remark.ts'
import { byId } from './element.ts'
import { Language, languageSwitch } from './language/language.ts'
import { WORDS } from './language/words.ts'
import { cameraFor } from './map/camera.ts'
import { MapFrame } from './map/map-frame.ts'
import { linkQuery, readTarget, type Target, targetOf } from './permalink.ts'
import { AroundMe } from './portal/around-me.ts'
import { Details } from './portal/details.ts'
import { type Found, lookUp, lookUpSuggestion } from './portal/look-up.ts'
import { Trouble } from './portal/trouble.ts'
import { Combobox } from './search-box/combobox.ts'
import { drawOption } from './search-box/option.ts'
import { optionWords } from './search-box/option-words.ts'
import { Suggester } from './search-box/suggester.ts'
import { loadPageFonts } from './theme/page-fonts.ts'

const SUGGESTIONS = 8
/** Kinds that are shown whole, without a pin. */
const AREAS: ReadonlySet<string> = new Set(['commune', 'district', 'province'])
/** Milliseconds after which it is said that a place is still being opened. */
const SLOW = 400
/** Ten digits, perhaps after an L and in groups: a code that someone mistyped rather than an address. */
const LIKE_A_CODE = /^L?(?:[\s.-]|\d{1,3}(?!\d))*\d{4}[\d\s.-]*$/i
/** The look-up under way; a newer one calls it off. */
let lookingUp = new AbortController()

loadPageFonts()
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
  chosen: (id) => void go({ kind: 'id', id }),
  failed: (error, again) => trouble.show(error, again),
  closed: () => {
    go(undefined)
    input.focus()
  },
})

const input = byId<HTMLInputElement>('q')
const suggester = new Suggester<SuggestionReply>({
  ask: (q, signal) => getJson('/v1/autocomplete', suggestionsTo(q), signal),
  show: (reply, q) => showSuggestions(reply, q),
  fail: (error) => trouble.show(error, () => suggester.type(input.value)),
})
const searchBox = new Combobox<Suggestion>(
  { form: byId('search'), input, list: byId('suggestions'), clear: byId('clear') },
  {
    draw: (suggestion, id) => drawOption(suggestion, id, optionWords(suggestion, sayIn(language.lang))),
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
    padding: () => paddingOf(byId('map')),
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
const aroundMe = new AroundMe({
  map,
  language,
  near: { kinds: byId('near-kinds'), panel: byId('near') },
  announce,
  show,
  open: (found, target) => open(found, target, true),
  callOff,
  moved: () => suggester.clear(),
  failed: (error, again) => trouble.show(error, again),
})
byId('locate').addEventListener('click', () => void aroundMe.whereAmI())

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
const asked = readTarget(location.search)
void follow(asked)
// what was typed before this ran
if (!asked && input.value.trim()) suggester.type(input.value)
document.documentElement.dataset.usable = ''
void getJson<ReadyReply>('/ready')
  .then(({ data }) => {
    byId('demo').hidden = data !== 'demo'
  })
  .catch(() => {})

/** What is asked for a list of suggestions; the one that is picked is asked for whole. */
function suggestionsTo(q: string) {
  return { q, limit: SUGGESTIONS, view: 'list', lang: language.lang, ...aroundMe.preferred() }
}

function showSuggestions({ features, vn }: SuggestionReply, q: string): void {
  searchBox.show(features)
  if (features.length > 0) announce(language.say('counted', { n: features.length }))
  else announce(remarkOn(vn, sayIn(language.lang))?.title ?? language.say('nothing', { q }), true)
}

function spacedAt({ text, caret }: { text: string; caret: number }): string {
  return `${text.slice(0, caret)} ${text.slice(caret)}`
}

function choose(suggestion: Suggestion): void {
  const { vn, geocoding } = suggestion.properties
  const { label } = geocoding
  const text = searchBox.text
  suggester.stop()
  // Before the caret a number is to come, and a space behind it.
  if (vn.complete) searchBox.setText(spacedAt(vn.complete), vn.complete.caret)
  else {
    searchBox.setText(label)
    // A keyboard on the screen would cover the card.
    if (matchMedia('(pointer: coarse)').matches) input.blur()
  }
  void show(
    (signal) => withNotice(label, lookUpSuggestion(suggestion, text, language.lang, signal), signal),
    (found) => {
      open(found, targetOf(found.place), true)
      const opened = language.say('opened', { label })
      announce(vn.complete ? `${opened} ${language.say('goOn')}` : opened)
    },
  )
}

/** Says that a place is being opened when it takes long. */
async function withNotice<T>(label: string, looking: Promise<T>, signal: AbortSignal): Promise<T> {
  const notice = setTimeout(() => {
    if (!signal.aborted) announce(language.say('opening', { label }), true)
  }, SLOW)
  try {
    return await looking
  } finally {
    clearTimeout(notice)
    if (!signal.aborted) announce('')
  }
}

async function search(q: string): Promise<void> {
  suggester.stop()
  announce(language.say('looking'))
  try {
    const reply = await getJson<SuggestionReply>('/v1/search', suggestionsTo(q))
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
  if (!target) {
    callOff()
    details.close()
    aroundMe.shown(undefined)
    map.mark(undefined)
    if (push) history.pushState(null, '', linkQuery(undefined, language.lang) || location.pathname)
    return
  }
  if (target.kind === 'point') map.mark(undefined, [target.lon, target.lat])
  await show(
    (signal) => lookUp(target, language.lang, signal),
    (found) => {
      open(found, target, push)
      if (found.kind === 'place' && push)
        announce(language.say('opened', { label: found.place.properties.geocoding.label }))
    },
  )
}

/** Looks something up and shows it, unless something else is looked up meanwhile. */
async function show<Sought extends Found>(
  look: (signal: AbortSignal) => Promise<Sought>,
  shown: (found: Sought) => void,
): Promise<void> {
  const { signal } = callOff()
  try {
    const found = await look(signal)
    if (!signal.aborted) shown(found)
  } catch (error) {
    if (!signal.aborted) trouble.show(error, () => void show(look, shown))
  }
}

/** Calls off what is being looked up, and what was said of it; what is looked up now may be called off in its turn. */
function callOff(): AbortController {
  lookingUp.abort()
  lookingUp = new AbortController()
  trouble.clear()
  announce('')
  return lookingUp
}

/** Shows what was found; a clicked point leaves the map where it is. */
function open(found: Found, target: Target, push: boolean): void {
  details.show(found, target)
  aroundMe.shown(found.kind === 'place' ? found.place.geometry?.coordinates : undefined)
  // the sheet is at the top of a page that may have been scrolled
  if (push) scrollTo({ top: 0 })
  if (push) history.pushState(null, '', linkQuery(target, language.lang) || location.pathname)
  const isMine = found.kind === 'place' && found.mine !== undefined
  const clicked = target.kind === 'point' && !isMine ? [target.lon, target.lat] : undefined
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

/** Space around what the map shows: some of its own height, for on a phone it is low. */
function paddingOf({ clientHeight }: HTMLElement) {
  const space = Math.min(48, Math.round(clientHeight / 8))
  return { top: space, right: space, bottom: space, left: space }
}
