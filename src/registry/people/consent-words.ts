import type { Text } from '../../errors.ts'
import type { CONSENT_PURPOSES } from './contact-draft.ts'

/** What somebody may agree to. */
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** Version of {@link CONSENT_WORDS}; another wherever a word of them changes. */
export const WORDS_VERSION = '2026-1'

/** The words that who declares an address agrees to, purpose by purpose; a form shows them beside its boxes. */
export const CONSENT_WORDS: Readonly<Record<ConsentPurpose, Text>> = {
  notify: {
    vi: 'Tôi đồng ý nhận tin về địa chỉ này.',
    en: 'I agree to be told what becomes of this address.',
  },
  verify: {
    vi: 'Tôi đồng ý được liên hệ để xác minh địa chỉ này.',
    en: 'I agree to be contacted when this address is verified.',
  },
  plate: {
    vi: 'Tôi đồng ý được liên hệ về biển số nhà.',
    en: 'I agree to be contacted about the plate of the house.',
  },
  survey: {
    vi: 'Tôi đồng ý được hỏi ý kiến về địa chỉ số.',
    en: 'I agree to be asked my opinion of digital addresses.',
  },
}
