/** Pages to compare with: one that does nothing, and one that draws on a canvas in every frame as a simple picture would. */

export const emptyPage = '<!doctype html><title>empty</title><body style="background:#111"></body>'

/** So many boxes, lines and words. */
export const canvasMarks = { boxes: 1_000, lines: 1_000, words: 200 }

export const canvasPage = `<!doctype html><title>canvas</title>
<style>body{margin:0;background:#111}</style><canvas width="1440" height="900"></canvas>
<script>
const { boxes, lines, words } = ${JSON.stringify(canvasMarks)}
const brush = document.querySelector('canvas').getContext('2d')
let x = 0, y = 0, k = 1, from = null
addEventListener('mousedown', (event) => { from = [event.clientX - x, event.clientY - y] })
addEventListener('mouseup', () => { from = null })
addEventListener('mousemove', (event) => { if (from) { x = event.clientX - from[0]; y = event.clientY - from[1] } })
addEventListener('wheel', (event) => { k = Math.min(4, Math.max(0.25, k * 2 ** (-event.deltaY / 300))) })
const paint = () => {
  brush.setTransform(1, 0, 0, 1, 0, 0)
  brush.clearRect(0, 0, 1440, 900)
  brush.setTransform(k, 0, 0, k, x, y)
  const at = (index) => [(index % 40) * 36, Math.floor(index / 40) * 34]
  brush.strokeStyle = '#456'
  brush.beginPath()
  for (let line = 0; line < lines; line++) {
    brush.moveTo(...at(line))
    brush.lineTo(...at((line * 37) % boxes))
  }
  brush.stroke()
  brush.fillStyle = '#9bd'
  for (let box = 0; box < boxes; box++) brush.fillRect(...at(box), 24, 12)
  brush.fillStyle = '#eee'
  brush.font = '11px sans-serif'
  for (let word = 0; word < words; word++) brush.fillText('service-' + word, ...at(word * 5))
  requestAnimationFrame(paint)
}
requestAnimationFrame(paint)
</script>`
