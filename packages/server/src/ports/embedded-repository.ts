import { findByName, findByPath, pathOf, type Repository } from '@towpath/services/codecommit/index.ts'
import type { Database } from '@towpath/storage'

/**
 * The embedded repository that a room of that account and region means by `OWNER/NAME`, or by a bare `NAME`. One of
 * another account is none; one of another region is not opened either, but said to be there.
 */
export async function embeddedRepository(
  db: Database,
  asked: { account: string; region: string; repository: string },
): Promise<{ id: string; path: string } | { refused: 'missing'; message: string } | undefined> {
  const [owner = '', name] = asked.repository.split('/')
  if (name === undefined) {
    const found = await findByName(db, asked, owner)
    return found ? opened(found) : nowhere(asked)
  }
  const found = await findByPath(db, owner, name)
  if (found?.account !== asked.account) return undefined
  if (found.region === asked.region) return opened(found)
  return {
    refused: 'missing',
    message: `The embedded repository ${asked.repository} is in ${found.region}, not in ${asked.region}.`,
  }
}

const opened = (repository: Repository) => ({ id: repository.id, path: pathOf(repository) })

const nowhere = ({ repository, region }: { repository: string; region: string }) => ({
  refused: 'missing' as const,
  message: `There is no repository ${repository} in ${region}. Make it with aws codecommit create-repository.`,
})
