/** The lab's hub by its REST twin, as any program with its token would ask. */
import type { LabState } from './host/state.ts'

/** `path` below `/api/v1`. Throws with the hub's own sentence when it says no. */
export async function fetchHub(state: LabState, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${state.token}`, ...init.headers }
  const response = await fetch(`${state.hubUrl}/api/v1${path}`, { ...init, headers })
  if (!response.ok) throw new Error(`The hub answered with ${response.status}: ${await response.text()}`)
  return response
}

/** A POST where there is a body. */
export async function askHub<T>(state: LabState, path: string, body?: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetchHub(state, path, body === undefined ? {} : init)).json() as Promise<T>
}
