/** Tables behind the officers' desk, in the record: what the rules have found, and how many addresses there should be. */
export const DESK_LAYERS = {
  zz_finding: {
    description:
      'Phát hiện về địa chỉ, theo hàng đợi của xã · What is wrong with addresses, by the queue of a commune',
    columns: [
      'id TEXT NOT NULL',
      'kind TEXT NOT NULL',
      'commune_code TEXT NOT NULL',
      'hamlet TEXT',
      'rule TEXT NOT NULL',
      'severity TEXT NOT NULL',
      'path TEXT NOT NULL',
      'subject TEXT NOT NULL',
      'other TEXT',
      'neighbours INTEGER NOT NULL',
      'revision INTEGER NOT NULL',
      'lon DOUBLE',
      'lat DOUBLE',
      'message_vi TEXT NOT NULL',
      'message_en TEXT NOT NULL',
      'repair TEXT',
      'values_hash TEXT NOT NULL',
      'state TEXT NOT NULL',
      'at DATETIME NOT NULL',
    ],
    indexes: [
      'UNIQUE INDEX zz_finding_key ON zz_finding(id, commune_code)',
      // A queue is walked through by area, state and kind, oldest first; one of everywhere without the area.
      'INDEX zz_finding_queue ON zz_finding(commune_code, state, kind, at, id)',
      'INDEX zz_finding_hamlet ON zz_finding(hamlet, state, kind, at, id) WHERE hamlet IS NOT NULL',
      'INDEX zz_finding_everywhere ON zz_finding(state, kind, at, id, commune_code)',
      'INDEX zz_finding_subject ON zz_finding(subject)',
      'INDEX zz_finding_other ON zz_finding(other) WHERE other IS NOT NULL',
    ],
    feed: false,
  },
  zz_expected: {
    description:
      'Số đối tượng dự kiến, mỗi dòng thay dòng trước · Numbers expected, each in the place of the one before',
    columns: [
      'commune_code TEXT NOT NULL',
      'hamlet TEXT',
      'class INTEGER NOT NULL',
      'count INTEGER',
      'source TEXT NOT NULL',
      'date DATE NOT NULL',
      'account TEXT NOT NULL',
      'person TEXT NOT NULL',
      'office TEXT NOT NULL',
      'at DATETIME NOT NULL',
    ],
    indexes: ['INDEX zz_expected_commune ON zz_expected(commune_code)'],
    feed: false,
  },
} as const
