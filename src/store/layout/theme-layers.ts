/** Tables of thematic layers, and of what their counts are divided by. */
export const THEME_LAYERS = {
  theme: {
    description: 'Bản đồ chuyên ngành · Thematic layers',
    columns: [
      'id TEXT NOT NULL UNIQUE',
      'kind TEXT NOT NULL',
      'title_vi TEXT NOT NULL',
      'title_en TEXT NOT NULL',
      'owner TEXT',
      'licence TEXT',
      "fields TEXT NOT NULL DEFAULT '{}'",
      'threshold INTEGER',
      'updated_at DATETIME',
      // The field whose values class the features; null: chosen by what they hold.
      'style_by TEXT',
      // JSON: titles and unit of a field, by field.
      "field_texts TEXT NOT NULL DEFAULT '{}'",
    ],
    feed: true,
  },
  theme_feature: {
    description: 'Đối tượng của bản đồ chuyên ngành · Features of thematic layers',
    geometry: 'GEOMETRY',
    columns: [
      'theme TEXT NOT NULL',
      // A trigger fills it in for other programs, after the row is there.
      'uid TEXT',
      'address_uid TEXT',
      "properties TEXT NOT NULL DEFAULT '{}'",
    ],
    indexes: [
      'UNIQUE INDEX theme_feature_key ON theme_feature(theme, uid)',
      'INDEX theme_feature_address ON theme_feature(address_uid) WHERE address_uid IS NOT NULL',
    ],
    feed: true,
  },
  theme_count: {
    description: 'Số ca theo xã và kỳ, số nhỏ để trống · Counts by commune and period, small ones left empty',
    columns: [
      'theme TEXT NOT NULL',
      'commune_code TEXT NOT NULL',
      'period TEXT NOT NULL',
      'count INTEGER',
      "subject TEXT NOT NULL DEFAULT ''",
    ],
    indexes: ['UNIQUE INDEX theme_count_key ON theme_count(theme, commune_code, period, subject)'],
    feed: true,
  },
  theme_count_seen: {
    description: 'Số đã từng công bố hoặc ẩn · Counts that were ever published or hidden',
    columns: [
      'theme TEXT NOT NULL',
      'commune_code TEXT NOT NULL',
      'period TEXT NOT NULL',
      "subject TEXT NOT NULL DEFAULT ''",
      'published INTEGER',
      'hidden BOOLEAN NOT NULL',
    ],
    indexes: ['UNIQUE INDEX theme_count_seen_key ON theme_count_seen(theme, commune_code, period, subject)'],
    feed: false,
  },
  population: {
    description: 'Dân số theo xã và năm · Population by commune and year',
    columns: [
      // A layer of counts whose own file gives it; empty where it holds for all layers.
      "theme TEXT NOT NULL DEFAULT ''",
      'commune_code TEXT NOT NULL',
      'year INTEGER NOT NULL',
      'number INTEGER NOT NULL',
      'source TEXT',
    ],
    indexes: ['UNIQUE INDEX population_key ON population(theme, commune_code, year)'],
    feed: true,
  },
} as const
