import { hash } from 'node:crypto'
import { bareNumber, CheckedNumbers } from './checked-number.ts'

/** 19 random characters: 94 bits. */
const RECEIPTS = new CheckedNumbers(19)

/** A number that nobody guesses: 19 random characters and a check character, in groups of four. */
export function newReceiptNumber(): string {
  return RECEIPTS.draw()
}

/** Whether the check character fits. */
export function checkHolds(number: string): boolean {
  return RECEIPTS.holds(number)
}

/**
 * What is kept of a number. It has no key: a number is long enough that nobody finds it from its hash, and receipts
 * outlive the key that is changed meanwhile.
 */
export function receiptHash(number: string): string {
  return hash('sha256', `diachiso receipt ${bareNumber(number)}`, 'hex')
}
