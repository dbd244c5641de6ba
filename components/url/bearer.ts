/** What an embedded view shows the hub instead of a login: in memory alone, and gone with the page. */
let shown: string | null = null

export const showBearer = (bearer: string): void => {
  shown = bearer
}
export const currentBearer = (): string | null => shown

/** The request with it, where there is one. */
export const withBearer = (request: RequestInit): RequestInit =>
  shown === null
    ? request
    : { ...request, headers: { ...(request.headers as object), authorization: `Bearer ${shown}` } }
