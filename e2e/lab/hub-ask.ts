import type { LabState } from './host/state.ts'

/** A question to the lab's hub, by its REST twin as anybody would ask. Throws with the hub's own sentence. */
export async function askHub<T>(state: LabState, path: string, body?: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${state.hubUrl}/api/v1${path}`, body === undefined ? {} : init)
  const text = await response.text()
  if (!response.ok) throw new Error(`The hub answered with ${response.status}: ${text}`)
  return JSON.parse(text) as T
}
