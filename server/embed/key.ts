/** The key tokens of embeds are signed by: a file in the hub's data folder that nobody else may read. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const bytes = 32

/** Made when there is none. Rejects with a sentence when the folder cannot be used. */
export async function keepEmbedKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'embed-key')
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeFile(path, randomBytes(bytes).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch(ignoreExisting)
    await chmod(path, 0o600)
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url')
    if (key.length !== bytes) throw new Error('what is in it is no key; delete it')
    return key
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The key of embeds cannot be kept in ${path}: ${why}. Set FAIRLEAD_DATA_DIR to a folder it may write to.`,
    )
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
