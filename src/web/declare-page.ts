import { shrinkPhoto } from './declare/small-photo.ts'
import { byId } from './element.ts'

const vi = document.documentElement.lang !== 'en'
const say = (inVietnamese: string, inEnglish: string) => (vi ? inVietnamese : inEnglish)
/** Metres of doubt above which a position is worth nothing here, and from which it is said. */
const WORTHLESS = 1_000
const DOUBT = 25
/** Digits of a degree that are kept: a decimetre. */
const DIGITS = 6

if (document.getElementById('where')) askWhere()
else if (document.getElementById('declare')) completeForm()

/** The first step: the button that asks for the position. */
function askWhere(): void {
  if (!('geolocation' in navigator)) return
  const trouble = byId('mine-trouble')
  const button = byId('mine').querySelector('button') as HTMLButtonElement
  byId('mine').hidden = byId('mine-hint').hidden = false
  const tell = (text: string) => {
    trouble.textContent = text
    trouble.hidden = false
    button.disabled = false
  }
  button.addEventListener('click', () => {
    button.disabled = true
    trouble.hidden = true
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        if (accuracy > WORTHLESS) return tell(tooVague(accuracy))
        const place = `lat=${latitude.toFixed(DIGITS)}&lon=${longitude.toFixed(DIGITS)}`
        location.assign(`${byId('where').dataset.action}&${place}#sure=${Math.ceil(accuracy)}`)
      },
      ({ code }) => tell(code === 1 ? REFUSED : UNKNOWN),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    )
  })
}

const tooVague = (metres: number) =>
  say(
    `Vị trí chỉ biết đến khoảng ${(metres / 1000).toFixed(1)} km, chưa đủ để khai báo: hãy bật định vị, ra ngoài trời rồi thử lại, hoặc tìm tên đường, ấp.`,
    `Your position is known to ${(metres / 1000).toFixed(1)} km only, too little for a declaration: turn on positioning, step outside and try again, or search your street or hamlet.`,
  )
const REFUSED = say(
  'Bạn chưa cho phép xem vị trí. Không sao: hãy tìm tên đường, ấp hoặc nhà bên cạnh ở dưới; hoặc mở lại quyền vị trí trong cài đặt của trình duyệt.',
  'You have not allowed your position. Never mind: search your street, hamlet or the house beside it below; or allow it again in the settings of the browser.',
)
const UNKNOWN = say(
  'Điện thoại chưa biết mình ở đâu. Hãy bật định vị và thử lại, hoặc tìm tên đường, ấp ở dưới.',
  'The phone does not know where it is. Turn on positioning and try again, or search your street or hamlet below.',
)

/** The second step: the map, the number that is offered, a smaller photo. Without it the form works as it stands. */
function completeForm(): void {
  const form = byId<HTMLFormElement>('declare')
  const place = byId('place')
  document.getElementById('trouble')?.focus()
  sayDoubt()
  for (const button of form.querySelectorAll<HTMLButtonElement>('[data-number]'))
    button.addEventListener('click', () => {
      const input = byId<HTMLInputElement>('f-house_number')
      input.value = button.dataset.number ?? ''
      input.focus()
    })
  const photo = document.getElementById('f-photo') as HTMLInputElement | null
  photo?.addEventListener('change', () => void shrinkPhoto(photo))
  form.addEventListener('submit', () => {
    // A second tap would send it twice; the key of the request makes both one, the wait shows that it is on its way.
    const button = form.querySelector('button:not([type])') as HTMLButtonElement
    setTimeout(() => {
      button.disabled = true
    })
  })
  addEventListener('pageshow', () => {
    for (const button of form.querySelectorAll('button')) button.disabled = false
  })
  const box = byId('map')
  box.hidden = false
  const start = [Number(place.dataset.lon), Number(place.dataset.lat)] as const
  const label = say('Bản đồ: Enter đặt ghim vào giữa', 'Map: Enter puts the pin in the middle')
  import('./declare/place-map.ts')
    .then(({ placeMap }) => placeMap(box, start, { label, moved: moveTo }))
    .then(() => {
      byId('drag').hidden = false
    })
    .catch(() => {
      box.hidden = true
    })
}

function sayDoubt(): void {
  const metres = Number(/^#sure=(\d{1,6})$/.exec(location.hash)?.[1])
  if (!(metres > DOUBT)) return
  const note = byId('sure')
  note.textContent = say(
    `Vị trí có thể lệch đến ${metres} m: hãy chạm bản đồ vào đúng lối vào nhà.`,
    `The position may be off by ${metres} m: tap the entrance on the map.`,
  )
  note.hidden = false
}

/** The newest place that was asked about: an older answer that comes later is not shown. */
let asked = ''

/** Puts the declaration elsewhere; what was typed stays, and what stands nearby is asked anew. */
async function moveTo(lon: number, lat: number): Promise<void> {
  const form = byId<HTMLFormElement>('declare')
  const at = `lat=${lat.toFixed(DIGITS)}&lon=${lon.toFixed(DIGITS)}`
  asked = at
  for (const [name, value] of [
    ['lon', lon],
    ['lat', lat],
  ] as const)
    (form.elements.namedItem(name) as HTMLInputElement).value = value.toFixed(DIGITS)
  byId('place').querySelector('output')!.textContent = `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`
  const [path, query] = form.action.split('?')
  const kept = new URLSearchParams(query)
  // Of a correction, which address it is about; a number that was asked about.
  const about = ['sua', 'revision', 'ghi'].flatMap((name) =>
    kept.has(name) ? [`${name}=${encodeURIComponent(kept.get(name) ?? '')}&`] : [],
  )
  const url = `${path}?${about.join('')}${at}&lang=${document.documentElement.lang}`
  form.action = url
  const reply = await fetch(url).catch(() => undefined)
  if (!reply || asked !== at) return
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
  const outside = page.getElementById('where') !== null
  const note = byId('sure')
  note.hidden = !outside
  if (outside) {
    note.textContent = page.querySelector('.trouble')?.textContent ?? ''
    return
  }
  for (const id of ['around', 'streets', 'hamlets']) byId(id).replaceWith(page.getElementById(id)!)
  const commune = page.getElementById('f-commune_code') as HTMLSelectElement | HTMLInputElement
  byId<HTMLSelectElement | HTMLInputElement>('f-commune_code').value = commune.value
  history.replaceState(null, '', url)
}
