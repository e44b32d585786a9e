import { byId, element } from '../../element.ts'
import type { Choice, CountChoice, ThemeFacts } from '../theme-facts.ts'
import { drawCourse } from './count-line.ts'
import { type CountPaint, countLegend, countPaint } from './count-paint.ts'
import { drawRanking } from './count-ranking.ts'
import { type CountTable, hasRates, loadCounts } from './count-table.ts'
import { inDigits, inWords, lineInWords, type Speech, titleOfPeriod } from './count-words.ts'
import { PeriodPlayer } from './period-player.ts'

interface CountPanelOptions {
  readonly speech: () => Speech
  readonly choice: () => Choice
  /** Something else is to be shown. */
  readonly choose: (choice: Choice) => void
  /** The numbers that are to be shown are there, or cannot be had. */
  readonly loaded: (failed: boolean) => void
}

/** What belongs to a map of counts: which disease, by which measure, its months, its legend, its ranking, a commune's course. */
export class CountPanel {
  readonly #options: CountPanelOptions
  readonly #player: PeriodPlayer
  #facts: ThemeFacts
  #table: CountTable | undefined

  constructor(facts: ThemeFacts, options: CountPanelOptions) {
    this.#facts = facts
    this.#options = options
    const slider = byId<HTMLInputElement>('period-slider')
    const turn = (by: number | 'first') => {
      const place = by === 'first' ? 0 : this.#place() + by
      const period = this.#facts.periods[place]
      if (period === undefined) return false
      slider.value = String(place)
      options.choose({ ...options.choice(), period })
      return true
    }
    this.#player = new PeriodPlayer({
      next: () => turn(1),
      rewind: () => turn('first'),
      changed: (playing) => this.#drawPlay(playing),
    })
    slider.addEventListener('input', () => this.#player.stop())
    byId('play').addEventListener('click', () => this.#player.press())
    byId('subject').addEventListener('change', () => {
      this.#change({ subject: byId<HTMLSelectElement>('subject').value })
      void this.load()
    })
    for (const box of document.querySelectorAll<HTMLInputElement>('[name="measure"]'))
      box.addEventListener('change', () => this.#change({ measure: box.value === 'rate' ? 'rate' : 'count' }))
    byId('counts').hidden = false
  }

  /** Asks for the numbers of the subject that is chosen. */
  async load(): Promise<void> {
    const wanted = this.#chosen().subject
    try {
      const table = await loadCounts(this.#facts.id, wanted || undefined)
      if (this.#chosen().subject !== wanted) return
      this.#table = table
      this.#options.loaded(false)
    } catch {
      this.#options.loaded(true)
    }
  }

  /** How the map is filled; undefined until the numbers are there. */
  paint(): CountPaint | undefined {
    const { shades } = this.#facts
    if (!this.#table || !shades) return undefined
    return countPaint(this.#table, { place: this.#place(), measure: this.#measure(), shades })
  }

  /** What is told of a commune that was picked on the map. */
  rows(code: unknown): [term: string, value: string][] {
    const speech = this.#options.speech()
    const { say, lang } = speech
    const commune = this.#table?.communes.find((one) => one.code === code)
    if (!commune) return []
    const place = this.#place()
    const rate = commune.rates[place] ?? null
    const { population } = commune
    const people = (n: NonNullable<typeof population>) =>
      `${inDigits(n.number, lang)} (${n.year}${n.source ? `, ${n.source}` : ''})`
    return [
      [this.#subject(), titleOfPeriod(this.#options.choice().period ?? '', lang)],
      [say('count'), inWords(commune.counts[place] ?? null, speech)],
      ...(rate === null ? [] : [[say('rate'), inDigits(rate, lang)] as [string, string]]),
      ...(population ? [[say('population'), people(population)] as [string, string]] : []),
    ]
  }

  /** Shows a commune's course. */
  pick(code: string): void {
    this.#change({ commune: code })
  }

  draw(facts: ThemeFacts): void {
    this.#facts = facts
    const table = this.#table
    const { say, lang } = this.#options.speech()
    const subjects = facts.subjects ?? []
    byId('subject-box').hidden = subjects.length < 2
    byId('subject').replaceChildren(
      ...[...subjects, ''].map((subject) =>
        element(
          'option',
          { value: subject, selected: subject === this.#chosen().subject },
          subject || say('allSubjects'),
        ),
      ),
    )
    byId('count-title').textContent =
      `${this.#subject()}, ${titleOfPeriod(this.#options.choice().period ?? '', lang).toLocaleLowerCase(lang)}`
    this.#drawPlay(byId('play').getAttribute('aria-pressed') === 'true')
    if (table) this.#drawTable(table)
  }

  #drawTable(table: CountTable): void {
    const speech = this.#options.speech()
    const { say, lang } = speech
    const { shades, threshold } = this.#facts
    const [place, measure, picked] = [this.#place(), this.#measure(), this.#chosen().commune]
    const rates = hasRates(table)
    byId('measure-box').hidden = !rates
    for (const box of document.querySelectorAll<HTMLInputElement>('[name="measure"]'))
      box.checked = box.value === measure
    byId('rate-note').hidden = measure !== 'rate'
    const years = [...new Set(table.communes.flatMap(({ population }) => population?.year ?? []))].sort()
    byId('rate-note').textContent = say('rateNote', { years: years.join(', ') })
    if (shades)
      byId('legend').replaceChildren(
        element(
          'ul',
          { class: 'legend' },
          ...countLegend(table, measure, shades, threshold).map((line) => {
            const patch = element('span', { class: `patch ${line.kind}`, 'aria-hidden': 'true' })
            if ('colour' in line) patch.style.background = line.colour
            return element('li', {}, patch, lineInWords(line, measure, speech))
          }),
        ),
      )
    byId('ranking-box').hidden = false
    byId('ranking').replaceChildren(
      drawRanking(table, { place, measure, picked, rates, speech, pick: (code) => this.pick(code) }),
    )
    const commune = table.communes.find(({ code }) => code === picked)
    byId('course-box').hidden = !commune
    if (!commune) return
    byId('course-title').textContent = commune.name
    byId('course').replaceChildren(drawCourse(table, commune, { place, measure, speech }))
    byId('course-note').textContent = `${this.#subject()}: ${inWords(commune.counts[place] ?? null, speech)}${
      commune.rates[place] == null ? '' : ` · ${inDigits(commune.rates[place], lang)} ${say('rateUnit')}`
    }`
  }

  #drawPlay(playing: boolean): void {
    const { say } = this.#options.speech()
    const still = this.#player.still.matches
    const button = byId('play')
    button.hidden = this.#facts.periods.length < 2
    if (still) button.removeAttribute('aria-pressed')
    else button.setAttribute('aria-pressed', String(playing))
    button.textContent = `${playing ? '❚❚' : '▶'} ${say(still ? 'nextPeriod' : playing ? 'pause' : 'play')}`
  }

  #change(change: Partial<CountChoice>): void {
    this.#options.choose({ ...this.#options.choice(), counts: { ...this.#chosen(), ...change } })
  }

  #chosen(): CountChoice {
    return this.#options.choice().counts ?? { subject: '', measure: 'count', commune: undefined }
  }

  /** The disease by name; all of them where none is chosen. */
  #subject(): string {
    const { say } = this.#options.speech()
    const { subjects = [] } = this.#facts
    return this.#chosen().subject || (subjects.length > 0 ? say('allSubjects') : say('count'))
  }

  #measure(): CountChoice['measure'] {
    return this.#table && hasRates(this.#table) ? this.#chosen().measure : 'count'
  }

  #place(): number {
    return this.#facts.periods.indexOf(this.#options.choice().period ?? '')
  }
}
