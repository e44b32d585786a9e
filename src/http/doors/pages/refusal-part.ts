import type { Language, Text } from '../../../errors.ts'
import type { Receipt } from '../../../registry/doors/receipts.ts'
import { type Html, html } from '../../edge/html.ts'
import { REASONS } from '../receipt-answer.ts'
import { WORDS } from './citizen-words.ts'

const text = (vi: string, en: string): Text => ({ vi, en })

/** What who was refused can do, by the reason. */
const ADVICE: Readonly<Record<string, Text>> = {
  duplicate: text(
    'Nơi này đã có địa chỉ: tìm trên bản đồ; nếu nội dung ở đó sai thì đề nghị sửa thay vì khai lại.',
    'There is an address already: find it on the map, and propose a correction where it is wrong.',
  ),
  'no-address': text(
    'Chỉ nhà, cơ quan, công trình có lối vào mới được cấp địa chỉ. Khai lại tại đúng công trình.',
    'Only houses, offices and structures with an entrance get an address. Declare it at the structure.',
  ),
  'wrong-place': text(
    'Khai lại và chạm bản đồ vào đúng lối vào nhà; đứng tại cửa rồi bấm “Vị trí của tôi” là đúng nhất.',
    'Declare it again and tap the entrance on the map; at the door, “My position” is most exact.',
  ),
  'wrong-content': text(
    'Khai lại với số nhà, đường, ấp ghi trên giấy tờ hoặc biển số nhà.',
    'Declare it again with number, street and hamlet as on papers or the plate.',
  ),
  'not-enough': text(
    'Khai lại, thêm tên đường hoặc ấp, ảnh mặt tiền và lời tả để cán bộ tìm thấy.',
    'Declare it again with the street or hamlet, a photo and words by which it is found.',
  ),
  'not-entitled': text(
    'Nhờ chủ sở hữu hoặc người quản lý khai, hoặc mang giấy tờ đến uỷ ban xã, phường.',
    'Let the owner or manager declare it, or bring papers to the office of the commune.',
  ),
}

/** What the page shows first of something refused: why, what to do, and where to object. */
export function refusalPart(
  { kind, reason, text: said, isCorrection, isObjection, objection, mayObject }: Receipt,
  { language, root, path, commune }: { language: Language; root: string; path: string; commune: string },
): Html {
  const say = (word: keyof typeof WORDS) => WORDS[word][language]
  const advice = kind === 'declaration' ? ADVICE[reason ?? ''] : undefined
  const isDeclared = kind === 'declaration' && !isCorrection
  const day = objection?.createdAt.slice(0, 10).split('-').reverse().join('/')
  return html`<section class="box refusal"><h2>${say('why')}</h2>
<p><strong>${reason !== null && (REASONS[reason]?.[language] ?? reason)}</strong></p>
${said !== null && html`<p>${said}</p>`}
<h2>${say('next')}</h2>
${advice && html`<p>${advice[language]}</p>`}
${isDeclared && html`<p><a href="${root}/dang-ky?lang=${language}">${say('declareAgain')}</a></p>`}
${kind === 'declaration' ? mayObject && html`<p>${say('rejected')}</p>` : !isObjection && html`<p>${say('rejectedReport')} <a href="${root}/phan-anh?lang=${language}">${say('sendReport')}</a></p>`}
${objection && html`<p>${say('objected')} ${day}: <strong>${say(OBJECTION_WORDS[objection.state] ?? 'objectionOpen')}</strong>.</p>`}
</section>
${
  mayObject &&
  html`<details class="box" id="object"><summary>${say('objectTo')} ${commune}</summary>
<form method="post" action="${root}${path}?lang=${language}"><input type="hidden" name="act" value="object">
<p><label for="why">${say('objectWhy')}</label><textarea id="why" name="text" rows="4" maxlength="2000" required aria-describedby="why-hint"></textarea></p>
<p class="hint" id="why-hint">${say('objectHint')}</p>
<p><button>${say('object')}</button></p></form></details>`
}
`
}

const OBJECTION_WORDS: Readonly<Record<string, keyof typeof WORDS>> = {
  accepted: 'objectionUpheld',
  rejected: 'objectionDenied',
}
