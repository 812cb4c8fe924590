import { isShellName } from '../drivers/shell/job-files.ts'
import type { BuildSession } from './build-session.ts'

/** Longest answer that is taken, in bytes. */
const LONGEST = 128 * 1024

/** What the shell of a build is asked for: a text that it expands, or the value of a variable. */
export type Question = { text: string } | { variable: string }

/** Whether a shell makes anything else of a text. */
const isExpanded = (text: string): boolean => /[$`\\]/.test(text)

/**
 * Has the build's own shell expand texts (`$NAME`, `$(date +%F)`) and tell variables, with the state that the last command
 * left. The answers are in the order of the questions; undefined for a variable that is not set, and for a text that the
 * shell cannot expand. Resolves to undefined when nobody has answered: the environment is gone, or its shell does not tell
 * of every variable. `name`: of the job, the same when it is asked again.
 */
export async function ask(
  session: BuildSession,
  name: string,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<(string | undefined)[] | undefined> {
  const { context, driver, folder } = session
  if (!driver) return undefined
  const place = `${driver.inside(folder.path).state}/${name}`
  const file = (what: string) => `'${place.replaceAll("'", "'\\''")}.${what}'`
  const end = `TOWPATH_${context?.token ?? ''}`
  const [variables, texts]: [string[], string[]] = [[], []]
  for (const [index, question] of questions.entries()) {
    const answer = file(`answer-${index}`)
    if ('variable' in question) {
      if (isShellName(question.variable)) variables.push(tell(question.variable, answer))
    } else if (isExpanded(question.text)) {
      texts.push(`command cat >${answer} <<${end}\n${question.text}\n${end}`)
    }
  }
  if (variables.length + texts.length > 0) {
    const shell = context?.sources?.buildspec.env.shell
    // Variables need no other process, and come first: what the shell cannot expand ends it.
    const command = [...variables, ...texts].join('\n')
    const job = { name, command, shell, after: context?.lastJob, variables: {}, leavesState: false }
    if ((await session.run(job, signal)) === undefined) return undefined
  }
  const answers: (string | undefined)[] = []
  for (const [index, question] of questions.entries()) {
    if ('text' in question && !isExpanded(question.text)) answers.push(question.text)
    else {
      const answer = (await folder.answer(name, `answer-${index}`, LONGEST))?.replace(/\n$/, '')
      const isVariable = 'variable' in question && isShellName(question.variable)
      if (isVariable && answer === undefined) return undefined
      answers.push(isVariable ? unwrapped(answer) : answer)
    }
  }
  return answers
}

/** A variable that is not set leaves an empty file. */
const tell = (variable: string, answer: string) =>
  `command printf '%s' "\${${variable}+=$${variable}}" >${answer} || exit 1`

const unwrapped = (answer = '') => (answer.startsWith('=') ? answer.slice(1) : undefined)
