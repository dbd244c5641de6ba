/** A transaction on one connection: committed when its work is done, rolled back when that fails or takes too long. */
import { type Statements, transactionMs } from './database.ts'

export interface TransactionWords {
  begin(): Promise<unknown>
  commit(): Promise<unknown>
  rollback(): Promise<unknown>
}

export async function runTransaction<T>(
  statements: Statements,
  words: TransactionWords,
  work: (statements: Statements) => Promise<T>,
  mostMs = transactionMs,
): Promise<T> {
  await words.begin()
  let isOpen = true
  const whileOpen =
    <Args extends unknown[], R>(ask: (...args: Args) => Promise<R>) =>
    (...args: Args): Promise<R> =>
      isOpen ? ask(...args) : Promise.reject(new Error('The transaction has ended already.'))
  const own: Statements = {
    all: whileOpen(statements.all) as Statements['all'],
    get: whileOpen(statements.get) as Statements['get'],
    run: whileOpen(statements.run),
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`A transaction took more than ${mostMs} ms.`)), mostMs)
  })
  try {
    const value = await Promise.race([work(own), late])
    isOpen = false
    await words.commit()
    return value
  } catch (error) {
    isOpen = false
    // A full disk may have ended it already.
    await words.rollback().catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}
