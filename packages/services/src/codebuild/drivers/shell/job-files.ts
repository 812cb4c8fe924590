import { fileURLToPath } from 'node:url'

/** The script that runs jobs; copied into each environment's control folder. */
export const RUNNER = fileURLToPath(new URL('./runner.sh', import.meta.url))

/** One command of a build. */
export interface Job {
  /** Unique within the build, and the same when it is handed over again: letters, digits and `-`. */
  name: string
  /** Shell text. Its exit status is the job's. */
  command: string
  /** Of the buildspec: `bash`, `/bin/sh`, …; absent: `sh`. */
  shell?: string
  /** Absent: whoever the environment's first process is. */
  runAs?: string
  /** The job whose variables and working directory it goes on with; absent: it begins with the build's environment. */
  after?: string
  /** Set for this job whatever the job before left. */
  variables: Record<string, string>
  /** False: no job goes on with it. */
  leavesState?: boolean
}

/** Where a job finds things, as the environment itself names them. */
export interface JobPlaces {
  control: string
  /** For what jobs leave. */
  state: string
  /** Where a job without a predecessor starts. */
  directory: string
  /** Variables that the build was started with: what a command unsets of them stays unset. */
  names: readonly string[]
}

/** A text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What a shell takes as a variable's name. Others cannot be handed down through shells. */
export const isShellName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

/** Shell text that sets and exports variables. */
export function exports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .filter(([name]) => isShellName(name))
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('')
}

/** The files of a job's folder, by name: `start` runs `script` in its shell, that runs `command` and keeps its state. */
export function jobFiles(job: Job, { control, state, directory, names }: JobPlaces): Record<string, string> {
  const folder = `${control}/job/${job.name}`
  return {
    start: start(job, folder),
    script: script(job, { control, state, directory }),
    command: `${job.command}\n`,
    ...(job.leavesState !== false && { keep: keep(`${state}/${job.name}`, names) }),
  }
}

function start({ shell = 'sh', runAs }: Job, folder: string): string {
  const run = `exec ${quoted(shell)} ${quoted(`${folder}/script`)}`
  return runAs === undefined ? `${run}\n` : `exec su -p -s /bin/sh -c ${quoted(run)} ${quoted(runAs)}\n`
}

function script(
  { name, after, variables, leavesState }: Job,
  { control, state, directory }: Omit<JobPlaces, 'names'>,
): string {
  const folder = `${control}/job/${name}`
  const begin = after === undefined ? `${control}/environment` : `${state}/${after}.state`
  return [
    after === undefined ? `cd ${quoted(directory)}` : '',
    `. ${quoted(begin)} 2>/dev/null`,
    exports(variables),
    // However the command ends, `exit` and `set -e` included.
    leavesState === false ? '' : `trap ${quoted(`. ${quoted(`${folder}/keep`)}`)} EXIT`,
    `. ${quoted(`${folder}/command`)}`,
    '',
  ].join('\n')
}

/** What bash sets by itself, and would not let be set. */
const OF_BASH =
  'BASH*|COMP_*|DIRSTACK|EPOCH*|EUID|FUNCNAME|GROUPS|HISTCMD|IFS|LINENO|OPTERR|OPTIND|PIPESTATUS|PPID|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM|UID|_|towpath_*'

/**
 * Writes down variables, exported or not, and the working directory, for the next command: all commands of a build behave as one
 * session (documented). Of bash its functions, too; a POSIX shell cannot tell those. No process is needed for it: a command
 * may have left no room for any.
 */
function keep(left: string, names: readonly string[]): string {
  const unset = names.filter(isShellName).map((name) => `[ "\${${name}+set}" ] || echo unset ${name}`)
  return `{ towpath_status=$?; set +x; } 2>/dev/null
trap - EXIT
set +e +f +u +v
umask 022
case \${PWD-} in
  /*) [ "$PWD" -ef . ] && towpath_directory=$PWD || towpath_directory=$(pwd) ;;
  *) towpath_directory=$(pwd) ;;
esac
{
  if [ -n "\${BASH_VERSION-}" ]; then
    declare -p IFS towpath_directory
    compgen -v >${quoted(`${left}.names`)}
    while IFS= read -r towpath_name; do
      case $towpath_name in ${OF_BASH}) continue ;; esac
      declare -p "$towpath_name"
    done <${quoted(`${left}.names`)}
    declare -f
  else
    set
    export -p
  fi
  ${unset.join('\n  ') || ':'}
  echo 'cd "$towpath_directory"'
} >${quoted(`${left}.state`)} 2>/dev/null && : >${quoted(`${left}.kept`)}
exit "$towpath_status"
`
}
