import { serverUrl } from './api/server-url.ts'
import { copyButton } from './card/copy-button.ts'
import { byId } from './element.ts'
import { Language, languageSwitch } from './language/language.ts'
import { CountPanel } from './theme-map/counts/count-panel.ts'
import { titleOfPeriod } from './theme-map/counts/count-words.ts'
import { EmbedBox } from './theme-map/embed-box.ts'
import { FeatureList } from './theme-map/feature-list.ts'
import type { Choice, Seen, ThemeFacts, View } from './theme-map/theme-facts.ts'
import { readThemeLink, themeQuery } from './theme-map/theme-link.ts'
import { drawFilters, drawLegend } from './theme-map/theme-panel.ts'
import { drawPopup } from './theme-map/theme-popup.ts'
import type { ThemeView } from './theme-map/theme-view.ts'
import { type SayTheme, THEME_WORDS } from './theme-map/theme-words.ts'

const language = new Language(THEME_WORDS)
const say: SayTheme = (word, values) => language.say(word, values)
const id = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')
if (new URLSearchParams(location.search).get('embed') === '1') document.body.classList.add('embedded')
language.apply()
languageSwitch(byId<HTMLAnchorElement>('language'), language)
void open()

async function open(): Promise<void> {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const factsOf = async (): Promise<ThemeFacts | undefined> => {
    const response = await fetch(
      serverUrl(`/styles/${encodeURIComponent(id)}-${dark.matches ? 'dark' : 'light'}.json`),
    )
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`style: ${response.status}`)
    const style = (await response.json()) as { metadata: { map?: ThemeFacts } }
    return style.metadata.map
  }
  try {
    const facts = await factsOf()
    if (!facts) return trouble('unknown')
    const page = new ThemePage(facts)
    dark.addEventListener('change', async () => page.recolour((await factsOf()) ?? facts))
    await page.openMap()
  } catch {
    trouble('failed')
  }
}

function trouble(word: 'unknown' | 'failed'): void {
  const box = byId('trouble')
  box.hidden = false
  box.dataset.say = word
  byId('map-note').hidden = true
  language.apply()
}

/** The page of one thematic map: what is chosen, and everything that follows from it. */
class ThemePage {
  #facts: ThemeFacts
  #choice: Choice
  #view: View | undefined
  #map: ThemeView | undefined
  #seen: Seen | undefined
  readonly #list: FeatureList
  readonly #counts: CountPanel | undefined
  readonly #embed = new EmbedBox({ say, announce })

  constructor(facts: ThemeFacts) {
    this.#facts = facts
    const { choice, view } = readThemeLink(location.search, facts)
    this.#choice = choice
    this.#view = view
    this.#list = new FeatureList({
      facts,
      say,
      lang: () => language.lang,
      goTo: (lon, lat) => this.#map?.goTo(lon, lat),
    })
    this.#counts =
      facts.kind === 'counts' && facts.size > 0
        ? new CountPanel(facts, {
            speech: () => ({ say, lang: language.lang }),
            choice: () => this.#choice,
            choose: (next) => this.#choose(next),
            loaded: (failed) => (failed ? trouble('failed') : this.#drawCounts()),
          })
        : undefined
    const slider = byId<HTMLInputElement>('period-slider')
    slider.max = String(Math.max(0, facts.periods.length - 1))
    slider.value = String(Math.max(0, facts.periods.indexOf(choice.period ?? '')))
    slider.addEventListener('input', () => {
      this.#choose({ ...this.#choice, period: this.#facts.periods[Number(slider.value)] })
    })
    byId('print').addEventListener('click', () => window.print())
    byId('zoom-in').addEventListener('click', () => this.#map?.zoomBy(1))
    byId('zoom-out').addEventListener('click', () => this.#map?.zoomBy(-1))
    language.onChange(() => {
      this.#map?.relabel()
      this.#draw()
      this.#list.draw()
    })
    this.#draw()
    void this.#counts?.load()
  }

  async openMap(): Promise<void> {
    const container = byId('map')
    try {
      const { openThemeMap } = await import('./theme-map/theme-view.ts')
      this.#map = await openThemeMap({
        container,
        id: this.#facts.id,
        facts: this.#facts,
        view: this.#view,
        choice: this.#choice,
        label: () => `${say('mapArea')}: ${this.#title()}`,
        popup: (picked) =>
          drawPopup(picked, {
            say,
            lang: language.lang,
            texts: this.#facts.field_texts,
            counts: this.#counts && ((code) => this.#picked(code)),
            close: () => container.dispatchEvent(new Event('close-popup')),
          }),
        gathered: (cells) => {
          byId('cells').hidden = !cells
        },
        moved: (seen) => {
          this.#view = seen
          this.#follow(seen)
          this.#link()
        },
        opened: (seen) => this.#follow(seen),
      })
      this.#drawCounts()
      document.body.classList.add('map-ready')
    } catch {
      byId('map-note').dataset.say = 'mapFailed'
      language.apply()
    }
  }

  /** The legend in the colours of the other scheme. */
  recolour(facts: ThemeFacts): void {
    this.#facts = facts
    this.#draw()
  }

  /** What is told of a commune that was picked, whose course is shown from then on. */
  #picked(code: unknown): [term: string, value: string][] {
    this.#choice = {
      ...this.#choice,
      ...(this.#choice.counts && { counts: { ...this.#choice.counts, commune: String(code) } }),
    }
    this.#counts?.draw(this.#facts)
    this.#link()
    return this.#counts?.rows(code) ?? []
  }

  /** The numbers beside the map, and the map filled with them. */
  #drawCounts(): void {
    this.#counts?.draw(this.#facts)
    const paint = this.#counts?.paint()
    if (paint) this.#map?.fill(paint)
  }

  #follow(seen: Seen): void {
    this.#seen = seen
    this.#list.follow(seen, this.#choice)
  }

  #title(): string {
    return language.lang === 'en' ? this.#facts.title.en : this.#facts.title.vi
  }

  #choose(choice: Choice): void {
    this.#choice = choice
    this.#map?.show(choice)
    this.#drawPeriod()
    this.#drawCounts()
    this.#link()
    if (this.#seen) this.#follow(this.#seen)
  }

  #hide = (field: string, value: string, hidden: boolean): void => {
    const values = new Set(this.#choice.hidden.get(field))
    if (hidden) values.add(value)
    else values.delete(value)
    const all = new Map(this.#choice.hidden)
    if (values.size > 0) all.set(field, values)
    else all.delete(field)
    this.#choose({ ...this.#choice, hidden: all })
  }

  #draw(): void {
    const facts = this.#facts
    const { hidden } = this.#choice
    document.title = `${this.#title()} · ${say('site')}`
    byId('title').textContent = this.#title()
    byId('facts').textContent = this.#about()
    byId('demo').hidden = !facts.owner?.includes('demonstration')
    byId('empty').hidden = facts.size > 0
    byId('legend-box').hidden = facts.legend.entries.length === 0
    byId('legend').replaceChildren(drawLegend(facts, hidden, { lang: language.lang, hide: this.#hide }))
    const filters = drawFilters(facts, hidden, { say, lang: language.lang, hide: this.#hide })
    byId('filters').hidden = filters.length === 0
    byId('filters').replaceChildren(...filters)
    byId<HTMLAnchorElement>('table').href = serverUrl(
      `/ogc/collections/${encodeURIComponent(facts.id)}/items?f=html&lang=${language.lang}`,
    )
    this.#drawPeriod()
    this.#drawCounts()
    this.#link()
  }

  #about(): string {
    const { kind, size, owner, licence, updated_at: updated, threshold } = this.#facts
    const named = (word: 'owner' | 'licence' | 'updated', value: string | null | undefined) =>
      value ? `${say(word)}: ${value}` : ''
    const sentences = [
      kind === 'counts' ? say('communes') : say('features', { n: size.toLocaleString(language.lang) }),
      owner?.includes('demonstration') ? '' : named('owner', owner),
      named('licence', licence),
      named('updated', updated?.slice(0, 10)),
    ].filter(Boolean)
    const note = kind === 'counts' && threshold ? ` ${say('hiddenNote', { n: threshold })}` : ''
    return `${sentences.join(' · ')}.${note}`
  }

  #drawPeriod(): void {
    const { periods } = this.#facts
    const { period = '' } = this.#choice
    byId('period').hidden = periods.length < 2
    const words = titleOfPeriod(period, language.lang)
    byId('period-value').textContent = words
    byId('period-slider').setAttribute('aria-valuetext', words)
  }

  /** The address bar and what may be copied follow the view. */
  #link(): void {
    const query = themeQuery(this.#facts, this.#choice, this.#view)
    const lang = new URLSearchParams(location.search).get('lang')
    if (lang) query.set('lang', lang)
    const path = `${location.origin}${location.pathname}`
    const address = query.size > 0 ? `${path}?${query}` : path
    const framed = new URLSearchParams(query)
    framed.set('embed', '1')
    this.#embed.show(`${path}?${framed}`, this.#title())
    const embedded = document.body.classList.contains('embedded')
    history.replaceState(history.state, '', embedded ? `${path}?${framed}` : address)
    byId<HTMLInputElement>('link').value = address
    const whole = byId<HTMLAnchorElement>('whole')
    whole.href = address
    whole.textContent = `${this.#title()} · ${say('whole')}`
    whole.hidden = !embedded
    byId('copy-link').replaceChildren(copyButton(say('link'), address, say, announce))
  }
}

function announce(text: string): void {
  byId('status').textContent = text
}
