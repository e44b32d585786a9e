/** How often texts are asked before clients ask. */
export const WARM_UP_ROUNDS = 60
/** Texts of every kind, in the course of whose typing all code is run. */
export const WARM_UP = [
  'ấp 1',
  'nguyen hue',
  'duong tinh 824, duc hoa',
  '12/4 tran hung dao, tan an',
  'truong hoc',
  'can guoc',
]
