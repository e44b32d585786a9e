import type { PeopleStore } from '../../store/people/people-store.ts'

/** What is off without a key, for whoever starts the server; undefined with the right one. */
export function keySentence(people: PeopleStore): string | undefined {
  if (people.keyProblem !== undefined)
    return (
      `${people.keyProblem} Máy chủ vẫn chạy; tạm ngừng: liên hệ, yêu cầu của người dân, khai báo và đề nghị, mẻ, gửi webhook. · ` +
      'The server runs; off until then: contacts, requests of persons, declarations and proposals, batches, deliveries to webhooks.'
    )
  if (people.keyState === 'right') return undefined
  return (
    'Chưa đặt PEOPLE_KEY hay PEOPLE_KEY_FILE: không nhận liên hệ và yêu cầu của người dân; lời văn của đề nghị, khoá webhook trong people.db không được niêm phong. · ' +
    'Neither PEOPLE_KEY nor PEOPLE_KEY_FILE is set: contacts and requests of persons are not taken, and texts of proposals and secrets of webhooks are not sealed in people.db.'
  )
}
