/**
 * `<diachiso-map layer="health">`: a thematic map in a frame. Attributes: `layer`, `server` (where the script came from without it),
 * `lang`, `view` (the part of a map's link behind `#`). The host's size is the map's; 300 pixels of width are enough.
 */
export class DiachisoMap extends HTMLElement {
  static readonly observedAttributes = ['layer', 'server', 'lang', 'view']
  readonly #frame = document.createElement('iframe')

  constructor() {
    super()
    // a page whose policy forbids inline styles allows these
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`:host { display: block; min-width: 300px; height: 480px } :host([hidden]) { display: none }
iframe { display: block; width: 100%; height: 100%; border: 0; border-radius: var(--diachiso-radius, 10px) }`)
    this.#frame.setAttribute('part', 'frame')
    this.#frame.loading = 'lazy'
    this.#frame.referrerPolicy = 'no-referrer'
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [sheet]
    root.append(this.#frame)
  }

  connectedCallback(): void {
    this.#show()
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#show()
  }

  #show(): void {
    const layer = this.getAttribute('layer')
    if (!layer) return
    const base = (this.getAttribute('server') ?? new URL('..', import.meta.url).href).replace(/\/$/, '')
    const isEnglish = this.lang === 'en'
    const query = new URLSearchParams({ embed: '1', ...(isEnglish ? { lang: 'en' } : {}) })
    this.#frame.title = this.title || (isEnglish ? 'Thematic map' : 'Bản đồ chuyên ngành')
    const view = this.getAttribute('view')
    const src = `${base}/ban-do/${encodeURIComponent(layer)}?${query}${view ? `#${view}` : ''}`
    if (this.#frame.src !== src) this.#frame.src = src
  }
}

if (!customElements.get('diachiso-map')) customElements.define('diachiso-map', DiachisoMap)
