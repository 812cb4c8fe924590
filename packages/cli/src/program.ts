import { Command, CommanderError, Option } from 'commander'
import { type CommandSpec, EXIT } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { exitCodeOfFailure } from './failures.ts'
import type { Io } from './io.ts'

/** Runs the command that `argv` (without node and script) names and resolves with its exit code. */
export async function runProgram(argv: string[], io: Io): Promise<number> {
  const dashes = argv.indexOf('--')
  const [own, rest] = dashes < 0 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)]
  let exitCode: number = EXIT.ok
  const program = new Command('towpath')
    .description('CodeDeploy, CodePipeline and CodeBuild on your own machines')
    .version('0.1.0')
    .showHelpAfterError('(add --help for what can be said here)')
  quiet(program, io)
  for (const spec of COMMANDS) {
    add(program, spec, io, async (given) => {
      exitCode = await spec.run({ ...given, rest }, io)
    })
  }
  try {
    await program.parseAsync(own, { from: 'user' })
    return exitCode
  } catch (error) {
    return exitCodeOf(error, io)
  }
}

function add(
  program: Command,
  spec: CommandSpec,
  io: Io,
  run: (given: { options: Record<string, unknown>; arguments: string[] }) => Promise<void>,
): void {
  let parent = program
  for (const word of spec.words.slice(0, -1)) {
    parent = parent.commands.find((each) => each.name() === word) ?? quiet(parent.command(word), io)
  }
  const command = quiet(parent.command(spec.words.at(-1) ?? '', { hidden: spec.hidden ?? false }), io)
  command.description(spec.summary)
  for (const [name, help] of spec.arguments ?? []) command.argument(name, help)
  for (const option of spec.options ?? []) command.addOption(new Option(option.flags, option.help))
  command.action(async () => {
    await run({ options: command.opts(), arguments: command.args })
  })
}

function quiet(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
}

function exitCodeOf(error: unknown, io: Io): number {
  // commander has printed its own message (help, version, unknown option) before it throws.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  return exitCodeOfFailure(error, io)
}
