/** The token a hub makes for itself at its first start: a file in its data folder that nobody else may read. */
import { chmod, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSecret } from './digest.ts'

export interface KeptToken {
  readonly token: string
  readonly path: string
  /** It was made just now. */
  readonly isNew: boolean
}

/** Rejects with a sentence when the folder cannot be used. */
export async function keepToken(dataDir: string): Promise<KeptToken> {
  const path = join(dataDir, 'token')
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    return (await make(path)) ?? { ...(await read(path)), isNew: false }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The token of this hub cannot be kept in ${path}: ${why}. Set FAIRLEAD_DATA_DIR to a folder it may write to, or give it one by FAIRLEAD_TOKEN_FILE.`,
    )
  }
}

/** Null when there is one already, be it made by another hub in this moment. */
async function make(path: string): Promise<KeptToken | null> {
  const token = makeSecret()
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(`${token}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    return { token, path, isNew: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
}

async function read(path: string): Promise<Omit<KeptToken, 'isNew'>> {
  const token = (await readFile(path, 'utf8')).trim()
  if (token.length < 32) throw new Error('what is in it is too short for a token; delete it')
  await chmod(path, 0o600)
  return { token, path }
}
