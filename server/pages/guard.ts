/**
 * Trusted Types: a page may turn no text into code, but for the address of a script or worker of this hub, and the empty
 * script element React makes from text. The first script of a page says so; it stands before every other, and goes: React
 * compares the page with its own.
 */
const policyName = 'default'

const script = `window.trustedTypes&&trustedTypes.createPolicy(${JSON.stringify(policyName)},{createHTML:function(h){if(h==="<script><\\/script>")return h;throw new TypeError("No text becomes a page here.")},createScriptURL:function(u){if(new URL(u,location.href).origin===location.origin)return u;throw new TypeError("No script of another place runs here.")}});document.currentScript.remove()`

/** The page with the guard in it; itself where the loader does not run. */
export const guardPage = (html: string): string =>
  /\/_next\/static\//.test(html) ? html.replace('<head>', `<head><script>${script}</script>`) : html

/** What the policy of a page says of it; nothing of a page without the guard. */
export const guardRules = (html: string): readonly string[] =>
  html.includes(script) ? ["require-trusted-types-for 'script'", `trusted-types ${policyName} nextjs`] : []
