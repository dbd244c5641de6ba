'use client'
import { useEffect, useState } from 'react'
import { useWords } from '#components/words/use-words.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import { openFile } from './opened-file.ts'

/** A snapshot may be dropped anywhere on the page. One that is none is told so. */
export function DropFile() {
  const { snapshots: say } = useWords()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      const [file] = event.dataTransfer?.files ?? []
      if (!file) return
      event.preventDefault()
      void openFile(file)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-3 z-40 flex items-center justify-center rounded border-2 border-dashed border-accent bg-ground/90 text-20">
      {say.drop(fileExtension)}
    </div>
  )
}
