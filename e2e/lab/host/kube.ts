/** Writes to the lab's Kubernetes API, and the little it must read. */
export interface KubeWriter {
  put(placed: { readonly path: string; readonly object: object }): Promise<void>
  remove(path: string): Promise<void>
  /** Names in a collection. */
  names(path: string): Promise<readonly string[]>
}

export function makeKubeWriter(server: string): KubeWriter {
  const call = async (method: string, path: string, object?: object): Promise<unknown> => {
    const response = await fetch(`${server}${path}`, { method, ...(object ? { body: JSON.stringify(object) } : {}) })
    if (response.ok) return response.json()
    throw new Error(`The lab's Kubernetes API answered ${method} ${path} with ${response.status}.`)
  }
  return {
    async put({ path, object }) {
      await call('PUT', path, object)
    },
    async remove(path) {
      await call('DELETE', path)
    },
    async names(path) {
      const { items } = (await call('GET', path)) as { items: { metadata: { name: string } }[] }
      return items.map((item) => item.metadata.name)
    },
  }
}
