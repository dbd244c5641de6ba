/** Only for those who ask for a file that is not there: addresses of views are the browser's to judge. In both languages, since no script runs here. */
export default function NotFound() {
  return (
    <main className="p-6">
      <h1 className="text-20">Nothing here · 没有内容</h1>
      <p className="mt-2">
        <a href="/__fairlead_base__/" className="text-accent underline">
          Fairlead
        </a>
      </p>
    </main>
  )
}
