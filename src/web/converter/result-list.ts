import type { Conversion, ConversionCandidate, ConversionStep, StepUnit } from '../api/replies.ts'
import { plainDate } from '../card/former-form.ts'
import { element } from '../element.ts'
import { remarks, type SayConverter } from './result-table.ts'

/** One address as entered beside what it became: grade, candidates with their steps, remarks. */
export function drawResult(
  line: string,
  number: number,
  result: Conversion,
  say: SayConverter,
  copyButton: (what: string, text: string) => HTMLElement,
): HTMLLIElement {
  const { grade, candidates } = result
  const sure = candidates.length === 1 && grade !== 'C'
  const notes = remarks(result, say)
  return element(
    'li',
    { class: 'result' },
    element(
      'div',
      { class: 'result-input' },
      element('span', { class: 'result-number' }, String(number)),
      element('p', {}, element('span', { class: 'visually-hidden' }, `${say('written')}: `), line),
    ),
    element(
      'div',
      { class: 'result-output' },
      element('p', { class: `grade grade-${grade.toLowerCase()}` }, `${grade} · ${say(`grade.${grade}`)}`),
      candidates.length === 0 && element('p', {}, say('none')),
      ...candidates.map((candidate) => drawCandidate(candidate, sure, say, copyButton)),
      notes.length > 0 &&
        element('ul', { class: 'remarks' }, ...notes.map((note) => element('li', {}, note))),
    ),
  )
}

function drawCandidate(
  { label, commune, steps, extent, possible }: ConversionCandidate,
  sure: boolean,
  say: SayConverter,
  copyButton: (what: string, text: string) => HTMLElement,
): HTMLElement {
  const doubts = [possible && say('possible'), extent === 'part' && say('part')].filter(Boolean).join(', ')
  return element(
    'div',
    { class: 'candidate' },
    element(
      'p',
      { class: sure ? 'candidate-label sure' : 'candidate-label' },
      label,
      ` (${commune.code})`,
      doubts !== '' && element('em', {}, ` ${doubts}`),
    ),
    copyButton(label, label),
    element(
      'small',
      {},
      steps.length === 0 ? say('unchanged') : steps.map((step) => stepText(step, say)).join(' · '),
    ),
  )
}

function stepText({ from, to, date, basis, article }: ConversionStep, say: SayConverter): string {
  return say('step', {
    from: placed(from),
    to: to.full_name,
    date: plainDate(date),
    basis: article ? `${article}, ${basis}` : basis,
  })
}

function placed({ full_name, district }: StepUnit): string {
  return district ? `${full_name} (${district.name})` : full_name
}
