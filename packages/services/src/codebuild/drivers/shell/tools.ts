/** Small programs that builds find at the end of their search path, by name. */
export const TOOLS: Readonly<Record<string, string>> = {
  // Without a debug session it is ignored (documented).
  'codebuild-breakpoint': '#!/bin/sh\n:\n',
  'codebuild-resume': '#!/bin/sh\n:\n',
  // For cache keys; the same as hashOfFiles.
  'codebuild-hash-files': `#!/bin/sh
sha256sum -- "$@" | LC_ALL=C sort -k 2 | sha256sum | { read -r sum rest && echo "$sum"; }
`,
}
