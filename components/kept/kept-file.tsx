'use client'
import { Pages } from '#components/pages.tsx'
import { useWords } from '#components/words/use-words.ts'
import { Bare } from './bare.tsx'
import { FilePicker } from './file-picker.tsx'
import { useOpened } from './opened-file.ts'

/** The pages of a snapshot that came as a file, or a place to give one. */
export function KeptFile() {
  const { snapshots: say } = useWords()
  const opened = useOpened()
  switch (opened.is) {
    case 'open':
      return <Pages clock={opened.clock} />
    case 'opening':
      return <Bare title={say.openingFile(opened.name)} />
    case 'failed':
      return (
        <Bare title={say.fileNotOpened(opened.name)} isTrouble>
          <p>{say.troubles[opened.why]}</p>
          <FilePicker />
        </Bare>
      )
    case 'none':
      return (
        <Bare title={say.openTitle}>
          <p>{say.openWhat}</p>
          <FilePicker />
        </Bare>
      )
  }
}
