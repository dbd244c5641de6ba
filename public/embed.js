/*
 * <fairlead-view hub="https://fairlead.example" view="services/default/web" token-url="/fairlead-token"></fairlead-view>
 *
 * A view of Fairlead within this page: `view` is a path and its options as in the address bar, `topology` for the first. `token-url` is of this page's own server: asked by POST, it answers with the JSON
 * {"token": …} it was given by the hub's /api/v1/embed-tokens. `theme` (dark, light), `lang` (en, zh) and `height` (pixels, at
 * first) are as you like. The element fires `fairlead-state` with `detail` {state, why}.
 */
;(() => {
  const leastHeight = 120
  const mostHeight = 20_000

  class FairleadView extends HTMLElement {
    static observedAttributes = ['hub', 'view', 'theme', 'lang']
    #frame = null
    #hear = (event) => this.#heard(event)

    connectedCallback() {
      window.addEventListener('message', this.#hear)
      this.#show()
    }

    disconnectedCallback() {
      window.removeEventListener('message', this.#hear)
      this.#frame?.remove()
      this.#frame = null
    }

    attributeChangedCallback() {
      if (this.#frame !== null) this.#show()
    }

    #show() {
      this.#frame?.remove()
      const hub = this.getAttribute('hub') ?? ''
      const view = (this.getAttribute('view') ?? '').replace(/^\//, '').replace(/^topology(?=$|\?)/, '')
      const address = new URL(`${hub.replace(/\/$/, '')}/embed/${view}`, location.href)
      for (const name of ['theme', 'lang']) {
        const value = this.getAttribute(name)
        if (value !== null) address.searchParams.set(name, value)
      }
      const frame = document.createElement('iframe')
      frame.src = address.href
      frame.title = 'Fairlead'
      frame.referrerPolicy = 'no-referrer'
      frame.allow = 'clipboard-write'
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox')
      frame.style.cssText = 'display:block;width:100%;border:0'
      frame.style.height = `${Number(this.getAttribute('height')) || 480}px`
      this.#frame = frame
      this.append(frame)
    }

    #heard({ source, origin, data }) {
      const frame = this.#frame
      if (frame === null || source !== frame.contentWindow || origin !== new URL(frame.src).origin) return
      if (typeof data !== 'object' || data === null) return
      if (data.type === 'fairlead:ready' && typeof data.ask === 'string') this.#answer(source, origin, data.ask)
      else if (data.type === 'fairlead:height' && Number.isSafeInteger(data.height))
        frame.style.height = `${Math.min(mostHeight, Math.max(leastHeight, data.height))}px`
      else if (data.type === 'fairlead:state' && typeof data.state === 'string')
        this.#tell(data.state, typeof data.why === 'string' ? data.why : '')
    }

    async #answer(view, origin, ask) {
      try {
        const response = await fetch(this.getAttribute('token-url') ?? '', {
          method: 'POST',
          credentials: 'same-origin',
        })
        const { token } = response.ok ? await response.json() : {}
        if (typeof token === 'string') view.postMessage({ type: 'fairlead:token', ask, token }, origin)
        else this.#tell('refused', `token-url answered with ${response.status} and no token`)
      } catch {
        this.#tell('refused', 'token-url did not answer')
      }
    }

    #tell(state, why) {
      this.dispatchEvent(new CustomEvent('fairlead-state', { detail: { state, why } }))
    }
  }

  if (!customElements.get('fairlead-view')) customElements.define('fairlead-view', FairleadView)
})()
