import { isShellName } from '../drivers/shell/job-files.ts'
import type { BuildSession } from './build-session.ts'

/** Longest answer that is taken, in bytes. */
const LONGEST = 128 * 1024

/** What the shell of a build is asked for: a text that it expands, or the value of a variable. */
export type Question = { text: string } | { variable: string }

/**
 * Has the build's own shell expand texts (`$NAME`, `$(date +%F)`) and tell variables, with the state that the last command
 * left. The answers are in the order of the questions; undefined for a variable that is not set, and for everything when
 * the environment is gone. `name`: of the job, the same when it is asked again.
 */
export async function ask(
  session: BuildSession,
  name: string,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<(string | undefined)[]> {
  const { context, driver, folder } = session
  if (!driver || questions.length === 0) return questions.map(() => undefined)
  const place = `${driver.inside(folder.path).state}/${name}`
  const end = `TOWPATH_${context?.token ?? ''}`
  const command = questions
    .map((question, index) => {
      const file = `'${place.replaceAll("'", "'\\''")}.answer-${index}'`
      if ('text' in question) return `cat >${file} <<${end}\n${question.text}\n${end}`
      if (!isShellName(question.variable)) return ':'
      return `[ -z "\${${question.variable}+set}" ] || printf '%s\\n' "$${question.variable}" >${file}`
    })
    .join('\n')
  const shell = context?.sources?.buildspec.env.shell
  await session.run({ name, command, shell, after: context?.lastJob, variables: {} }, signal)
  const answers = questions.map((_, index) => folder.answer(name, `answer-${index}`, LONGEST))
  return (await Promise.all(answers)).map((answer) => answer?.replace(/\n$/, ''))
}
