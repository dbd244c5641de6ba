import { withOptions } from '#components/url/address.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { type CellName, formatCell, formatQuestion, type Question } from './options.ts'

/** What is asked is in the address, whole; a choice is nothing to go back to. */
export const changeQuestion = (question: Question): void =>
  navigate(withOptions(currentAddress(), formatQuestion(question)), { replace: true })

export const changeCell = (cell: CellName | null): void =>
  navigate(withOptions(currentAddress(), formatCell(cell)), { replace: true })

/** Shows a test that was just begun, with what it asked. */
export const showTest = (id: string, question: Question): void =>
  navigate(withOptions(currentAddress(), { ...formatQuestion(question), test: id, cell: '' }))
